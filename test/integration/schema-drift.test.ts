// @module-tag tried-once
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { documentOf } from '../support/aether-cli.ts';
import { sharedServer } from '../support/shared-server.ts';
import { openWorkspace, type Workspace } from '../support/workspace.ts';

// What somebody has changed in tables beside the migrations, and the statements that repair it.

const DATABASE = 'aethertest_drift';
const DEFINER = 'DEFINER = aether_definer@localhost';

const TABLES = `-- aether: database=data
CREATE TABLE maker (id INT NOT NULL PRIMARY KEY) COMMENT='Who makes it';
CREATE TABLE piece (
  id INT NOT NULL AUTO_INCREMENT, maker_id INT NULL, name VARCHAR(40) NOT NULL DEFAULT 'a, b' COMMENT 'It''s
  a name', size ENUM('s(', 'm') NOT NULL, price DECIMAL(12, 2) NOT NULL, note JSON NULL,
  twice DECIMAL(13, 2) GENERATED ALWAYS AS (price * 2) VIRTUAL,
  PRIMARY KEY (id), UNIQUE KEY uq_name (name), KEY ix_price (price DESC, name(5)), FULLTEXT KEY ft_name (name),
  CONSTRAINT fk_maker FOREIGN KEY (maker_id) REFERENCES maker (id),
  CONSTRAINT chk_price CHECK (price >= 0)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci COMMENT='Pieces';
CREATE TABLE movement (id INT NOT NULL, at DATETIME(6) NOT NULL, PRIMARY KEY (id, at))
  PARTITION BY RANGE COLUMNS (at) (PARTITION p2025 VALUES LESS THAN ('2026-01-01'), PARTITION pmax VALUES LESS THAN (MAXVALUE));
CREATE TABLE past (id INT NOT NULL PRIMARY KEY) WITH SYSTEM VERSIONING;
DELIMITER //
CREATE ${DEFINER} TRIGGER piece_guard BEFORE INSERT ON piece FOR EACH ROW
BEGIN
  SET NEW.price = NEW.price + 1;
END//
DELIMITER ;
`;

/** Changes of one table, what is found of each, and nothing else. */
const CHANGES: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  ['a dropped index', ['ALTER TABLE piece DROP KEY ix_price'], ['missing data.piece: index ix_price']],
  [
    'an index of other columns',
    ['ALTER TABLE piece DROP KEY ix_price, ADD KEY ix_price (price)'],
    ['changed data.piece: index ix_price'],
  ],
  ['an added index', ['ALTER TABLE piece ADD KEY ix_mine (size)'], ['extra data.piece: index ix_mine']],
  [
    'an added column with an index',
    ['ALTER TABLE piece ADD COLUMN mine INT, ADD KEY ix_mine (mine)'],
    ['extra data.piece: index ix_mine', 'extra data.piece: column mine'],
  ],
  ['a dropped column', ['ALTER TABLE piece DROP COLUMN size'], ['missing data.piece: column size']],
  [
    'a moved column',
    ['ALTER TABLE piece MODIFY COLUMN price DECIMAL(12, 2) NOT NULL FIRST'],
    [
      'moved data.piece: column id',
      'moved data.piece: column maker_id',
      'moved data.piece: column name',
      'moved data.piece: column size',
    ],
  ],
  [
    'a narrowed type',
    ["ALTER TABLE piece MODIFY COLUMN size ENUM('s(') NOT NULL"],
    ['changed data.piece: column size'],
  ],
  [
    'another default',
    ["ALTER TABLE piece ALTER COLUMN name SET DEFAULT 'c'"],
    ['changed data.piece: column name'],
  ],
  [
    'a column that may be NULL',
    ['ALTER TABLE piece MODIFY COLUMN price DECIMAL(12, 2) NULL'],
    ['changed data.piece: column price'],
  ],
  [
    'another collation of a column',
    [
      "ALTER TABLE piece MODIFY COLUMN name VARCHAR(40) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL DEFAULT 'a, b' COMMENT 'It''s\n  a name'",
    ],
    ['changed data.piece: column name'],
  ],
  [
    'a dropped foreign key',
    ['ALTER TABLE piece DROP FOREIGN KEY fk_maker'],
    ['missing data.piece: foreign key fk_maker'],
  ],
  [
    'a foreign key that cascades',
    [
      'ALTER TABLE piece DROP FOREIGN KEY fk_maker',
      'ALTER TABLE piece ADD CONSTRAINT fk_maker FOREIGN KEY (maker_id) REFERENCES maker (id) ON DELETE CASCADE',
    ],
    ['changed data.piece: foreign key fk_maker'],
  ],
  [
    'a dropped CHECK',
    ['ALTER TABLE piece DROP CONSTRAINT chk_price'],
    ['missing data.piece: check chk_price'],
  ],
  [
    'another CHECK',
    ['ALTER TABLE piece DROP CONSTRAINT chk_price, ADD CONSTRAINT chk_price CHECK (price >= -1)'],
    ['changed data.piece: check chk_price'],
  ],
  ['another engine', ['ALTER TABLE movement ENGINE = Aria'], ['changed data.movement: option engine']],
  [
    'another default collation of the table',
    ['ALTER TABLE piece DEFAULT CHARACTER SET latin1'],
    ['changed data.piece: option collation'],
  ],
  ['another row format', ['ALTER TABLE maker ROW_FORMAT = COMPACT'], ['extra data.maker: option row_format']],
  ['another comment', ["ALTER TABLE maker COMMENT = 'x'"], ['changed data.maker: option comment']],
  [
    'no history',
    ['ALTER TABLE past DROP SYSTEM VERSIONING'],
    ['missing data.past: option system versioning'],
  ],
  [
    'another primary key',
    ['ALTER TABLE movement DROP PRIMARY KEY, ADD PRIMARY KEY (at, id)'],
    ['changed data.movement: primary key'],
  ],
  ['no partitions', ['ALTER TABLE movement REMOVE PARTITIONING'], ['missing data.movement: partitioning']],
  ['a dropped trigger', ['DROP TRIGGER piece_guard'], ['missing data.piece: trigger piece_guard']],
  [
    'another trigger',
    [
      `CREATE OR REPLACE ${DEFINER} TRIGGER piece_guard BEFORE INSERT ON piece FOR EACH ROW SET NEW.price = 0`,
    ],
    ['changed data.piece: trigger piece_guard'],
  ],
  [
    'dropped tables',
    ['DROP TABLE piece, maker'],
    [
      'missing data.maker: table maker',
      'missing data.piece: table piece',
      'missing data.piece: trigger piece_guard',
    ],
  ],
];

interface Item {
  readonly table: string;
  readonly part: string;
  readonly state: string;
  readonly repair: readonly string[];
  readonly destroys_data: boolean;
}

let shop: Workspace;

beforeAll(async () => {
  shop = await openWorkspace({ server: sharedServer(), database: DATABASE });
});

afterAll(() => shop[Symbol.asyncDispose]());

const dropDatabases = async () => {
  for (const suffix of ['', '_meta', '_stage', '_archive'])
    await shop.admin.query(`DROP DATABASE IF EXISTS ${DATABASE}${suffix}`);
};

async function status(...more: string[]) {
  const ended = await shop.run(['schema', 'status', '--json', ...more]);
  const { data } = documentOf<{ drift: { state: string; recorded_after: string; items: readonly Item[] } }>(
    ended,
  );
  return { exitCode: ended.exitCode, ...data.drift };
}

const found = (items: readonly Item[]) => items.map(({ state, table, part }) => `${state} ${table}: ${part}`);

async function perform(statements: readonly string[]): Promise<void> {
  await shop.admin.query(`USE ${DATABASE}`);
  for (const statement of statements) await shop.admin.query(statement);
}

describe('schema status of small tables', () => {
  const FROM = ['--from', 'sql/migrations'];

  beforeAll(async () => {
    await mkdir(join(shop.directory, 'sql/migrations'), { recursive: true });
  });

  beforeEach(async () => {
    await dropDatabases();
    await rm(join(shop.directory, 'sql/migrations/0002_more.sql'), { force: true });
    await shop.write('sql/migrations/0001_tables.sql', TABLES);
    await apply();
  });

  async function apply(): Promise<string> {
    const ended = await shop.run(['schema', 'apply', '--yes', '--confirm', 'test', ...FROM]);
    expect(ended.exitCode, ended.stdout + ended.stderr).toBe(0);
    return ended.stderr;
  }

  it('finds nothing in what was applied, also with other partitions, rows and tables of others', async () => {
    await perform([
      "ALTER TABLE movement REORGANIZE PARTITION pmax INTO (PARTITION p2026 VALUES LESS THAN ('2027-01-01'), PARTITION pmax VALUES LESS THAN (MAXVALUE))",
      "INSERT INTO piece (name, size, price) VALUES ('x', 'm', 1)",
      'CREATE TABLE of_somebody (id INT)',
    ]);
    expect(await status(...FROM)).toEqual({
      exitCode: 0,
      state: 'none',
      recorded_after: '0001',
      tables: 4,
      items: [],
    });
    expect((await shop.run(['schema', 'status', ...FROM])).stdout).toContain(
      'as the migrations left them: 4 tables',
    );
  });

  it(
    'finds every change by name, and the statements that it shows repair it',
    { timeout: 600_000 },
    async () => {
      for (const [what, statements, expected] of CHANGES) {
        await perform(statements);
        const drift = await status(...FROM);
        expect({ what, found: found(drift.items), exitCode: drift.exitCode }).toEqual({
          what,
          found: expected,
          exitCode: 1,
        });
        await shop.admin.query('USE mysql');
        for (const statement of drift.items.flatMap(({ repair }) => repair))
          await shop.admin.query(statement);
        expect({ what, ...(await status(...FROM)) }).toMatchObject({ what, items: [], exitCode: 0 });
      }
    },
  );

  it('says which repair loses values, and shows the statements to a person', async () => {
    await perform(['ALTER TABLE piece ADD COLUMN mine INT', 'ALTER TABLE piece DROP KEY ix_price']);
    const { items } = await status(...FROM);
    expect(items.map(({ destroys_data: isLossy }) => isLossy)).toEqual([false, true]);
    const { stdout } = await shop.run(['schema', 'status', ...FROM]);
    expect(stdout).toContain('missing  data.piece: index ix_price\n');
    expect(stdout).toContain(
      `ALTER TABLE \`${DATABASE}\`.\`piece\` ADD KEY \`ix_price\` (\`price\` DESC,\`name\`(5));`,
    );
    expect(stdout).toContain(
      `destroys data:\n         ALTER TABLE \`${DATABASE}\`.\`piece\` DROP COLUMN IF EXISTS \`mine\`;`,
    );
  });

  it('goes on finding it after a later migration of the same table, which is not drift itself', async () => {
    await perform(['ALTER TABLE piece DROP KEY ix_price, ADD COLUMN mine INT', 'DROP TABLE past']);
    await shop.write(
      'sql/migrations/0002_more.sql',
      '-- aether: database=data\nALTER TABLE piece ADD COLUMN weight INT AFTER price, DROP CONSTRAINT chk_price;\nDROP TABLE movement;\n',
    );
    await apply();
    const drift = await status(...FROM);
    expect(drift.recorded_after).toBe('0002');
    expect(found(drift.items)).toEqual([
      'missing data.past: table past',
      'missing data.piece: index ix_price',
      'extra data.piece: column mine',
    ]);
    await perform(drift.items.flatMap(({ repair }) => repair));
    expect((await status(...FROM)).items).toEqual([]);
  });

  it('is unknown while no shape is recorded, until the next apply records it', async () => {
    await shop.admin.query(`DELETE FROM ${DATABASE}_meta.recorded_shape`);
    expect(await status(...FROM)).toMatchObject({ exitCode: 1, state: 'unknown', items: [] });
    expect(await apply()).toContain('the shape of 4 tables is recorded as it is now');
    expect(await status(...FROM)).toMatchObject({ exitCode: 0, state: 'none' });
  });

  it('takes the shape as it is after a migration that was interrupted, and finds no drift in it', async () => {
    await shop.write(
      'sql/migrations/0002_more.sql',
      '-- aether: database=data\nALTER TABLE piece ADD COLUMN weight INT;\nCREATE TABLE piece (id INT);\n',
    );
    const ended = await shop.run(['schema', 'apply', '--yes', ...FROM]);
    expect(ended.exitCode).toBe(2);
    expect(await status(...FROM)).toMatchObject({ exitCode: 1, state: 'unknown', recorded_after: '0001' });
    await shop.write(
      'sql/migrations/0002_more.sql',
      '-- aether: database=data\nALTER TABLE piece ADD COLUMN weight INT;\nCREATE TABLE other (id INT);\n',
    );
    await apply();
    expect(await status(...FROM)).toMatchObject({ exitCode: 0, state: 'none', recorded_after: '0002' });
  });

  it('waits for no index that a load has dropped and builds again', async () => {
    await shop.admin.query(
      `CREATE TABLE ${DATABASE}_meta.ingest_deferred_index (table_name VARCHAR(64), index_name VARCHAR(64), definition TEXT)`,
    );
    await shop.admin.query(
      `INSERT INTO ${DATABASE}_meta.ingest_deferred_index VALUES ('piece', 'ix_price', 'KEY \`ix_price\` (\`price\` DESC,\`name\`(5))')`,
    );
    await perform(['ALTER TABLE piece DROP KEY ix_price']);
    expect((await status(...FROM)).items).toEqual([]);
  });
});

describe("schema status of aether's own tables", () => {
  it('finds nothing in a fresh schema, and a dropped index by name', async () => {
    await dropDatabases();
    await shop.applySchema();
    expect(await status()).toMatchObject({ exitCode: 0, state: 'none', items: [] });
    await perform(['ALTER TABLE orders DROP KEY ix_orders_status']);
    const { exitCode, items } = await status();
    expect(found(items)).toEqual(['missing data.orders: index ix_orders_status']);
    expect(exitCode).toBe(1);
  });
});
