// @module-tag tried-once
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Double, Int32, Long } from 'mongodb';
import type { Document } from 'mongodb';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openMongo } from '../../src/lib/infra/mongo/client.ts';
import { beginRun, takeOver, writeChunk } from '../../src/lib/migrate/target/run-ledger.ts';
import { describeOnMongo, startMongo, type OwnMongo } from '../support/mongo-server.ts';
import { sharedServer } from '../support/shared-server.ts';
import { openWorkspace, type Workspace } from '../support/workspace.ts';

const DATABASE = 'aethertest_migrate';

/** Another shape than that of the shop: every type that a document can hold, with its extremes, over three levels. */
const SCHEMA = [
  `CREATE DATABASE ${DATABASE} CHARACTER SET utf8mb4`,
  `CREATE TABLE ${DATABASE}.film (
     film_id BIGINT UNSIGNED NOT NULL, title VARCHAR(200) NOT NULL, score DECIMAL(20, 8) NULL, huge DECIMAL(34, 0) NULL,
     small TINYINT NOT NULL, wide INT UNSIGNED NOT NULL, far BIGINT NOT NULL, released DATE NULL,
     seen_at DATETIME(6) NULL, changed_at TIMESTAMP(3) NULL, length TIME NULL, made YEAR NULL,
     kind ENUM('a', 'b,c', '') NOT NULL, tags SET('x', 'y', 'z') NOT NULL, raw VARBINARY(20) NULL,
     detail JSON NULL, secret VARCHAR(100) NOT NULL, PRIMARY KEY (film_id)) ENGINE=InnoDB`,
  `CREATE TABLE ${DATABASE}.film_note (
     film_id BIGINT UNSIGNED NOT NULL, note TEXT NULL, PRIMARY KEY (film_id)) ENGINE=InnoDB`,
  `CREATE TABLE ${DATABASE}.copy (
     copy_id INT NOT NULL AUTO_INCREMENT, film_id BIGINT UNSIGNED NOT NULL, price DECIMAL(10, 2) NOT NULL,
     PRIMARY KEY (copy_id), KEY ix_copy_film (film_id)) ENGINE=InnoDB`,
  `CREATE TABLE ${DATABASE}.rental (
     copy_id INT NOT NULL, rented_at DATETIME(6) NOT NULL, days INT NULL, PRIMARY KEY (copy_id, rented_at)) ENGINE=InnoDB`,
];
const ROWS = [
  `INSERT INTO ${DATABASE}.film SELECT seq, CONCAT('Film ', seq, ' é😀'), seq / 7, 0 - CAST(seq AS SIGNED), 1, seq, 0 - CAST(seq AS SIGNED),
     '2020-02-29', '2026-01-31 23:59:59.123000', '2026-01-31 23:59:59.123', '-100:59:59', 1999, 'a', 'x,z', X'00FF',
     '{"n": 9007199254740993}', CONCAT('geheim-', seq) FROM ${DATABASE}.seq_1_to_2400`,
  `UPDATE ${DATABASE}.film SET score = 0, huge = 9999999999999999999999999999999999, small = -128, wide = 4294967295,
     far = -9223372036854775808, released = '9999-12-31', seen_at = '1000-01-01 00:00:00.000001', made = 2155,
     kind = 'b,c', tags = '', raw = '', title = '' WHERE film_id = 1`,
  `UPDATE ${DATABASE}.film SET score = NULL, huge = NULL, far = 9223372036854775807, released = NULL, seen_at = NULL,
     changed_at = NULL, length = '838:59:59', made = NULL, kind = '', raw = NULL, detail = NULL WHERE film_id = 2`,
  `INSERT INTO ${DATABASE}.film (film_id, title, small, wide, far, kind, tags, secret)
     VALUES (9223372036854775807, 'the last', 0, 0, 0, 'a', '', 'geheim-last')`,
  `INSERT INTO ${DATABASE}.film_note SELECT seq, IF(seq % 3, CONCAT('note ', seq), NULL) FROM ${DATABASE}.seq_1_to_1200`,
  `INSERT INTO ${DATABASE}.copy (film_id, price) SELECT 1 + seq % 1600, seq / 100 FROM ${DATABASE}.seq_1_to_3200`,
  `INSERT INTO ${DATABASE}.rental SELECT copy_id, '2026-01-01 10:00:00' + INTERVAL (copy_id % 5) HOUR, copy_id % 9
     FROM ${DATABASE}.copy WHERE copy_id % 2 = 0`,
];
const MAPPING = `
mapping: films
title: Films with their copies
collections:
  films:
    table: film
    key: film_id
    rename: { seen_at: seenAt }
    pii: { title: none, released: none, detail: none, secret: drop, kind: none }
    documents:
      note: { table: film_note, on: { film_id: film_id }, pii: { note: none } }
    arrays:
      copies:
        table: copy
        on: { film_id: film_id }
        arrays:
          rentals: { table: rental, on: { copy_id: copy_id } }
    indexes:
      - { keys: { title: 1 } }
`;

let mongo: OwnMongo;
let workspace: Workspace;

interface VerifyData {
  readonly documents: number;
  readonly differences: readonly { id: string; pointer: string; source: string; document: string }[];
  readonly not_covered: readonly string[];
}

async function run(...args: string[]) {
  const ended = await workspace.run(['migrate', ...args, '--json']);
  const { data, error } = JSON.parse(ended.stdout) as {
    data?: unknown;
    error?: { code: string; message: string };
  };
  return { ...ended, data: data as Record<string, unknown>, error };
}

async function verify() {
  const { exitCode, data } = await run('verify', 'films');
  return { exitCode, ...(data as unknown as VerifyData) };
}

describeOnMongo('a migration into documents', () => {
  beforeAll(async () => {
    mongo = await startMongo('documents');
    workspace = await openWorkspace({ server: sharedServer(), database: DATABASE, mongo });
    for (const statement of [...SCHEMA, ...ROWS]) await workspace.admin.query(statement);
    await mkdir(join(workspace.directory, 'configs', 'mappings'), { recursive: true });
    await workspace.write('configs/mappings/films.yaml', MAPPING);
  });
  afterAll(async () => {
    await workspace[Symbol.asyncDispose]();
    await mongo[Symbol.asyncDispose]();
  });

  it('is planned with sizes and with what is left out', async () => {
    const { data, exitCode } = await run('plan', 'films');
    expect(exitCode).toBe(0);
    expect(data).toMatchObject({
      mapping: 'films',
      not_covered: ['film.secret'],
      collections: [
        {
          collection: 'films',
          roots: 2401,
          warnings: [
            expect.stringContaining('film.secret') as string,
            expect.stringContaining('film.title') as string,
          ],
        },
      ],
    });
  });

  it('is refused with the place in the file if personal data is not decided on', async () => {
    await workspace.write('open.yaml', MAPPING.replace('secret: drop, ', ''));
    const { error, exitCode } = await run('run', 'open.yaml');
    expect(exitCode).toBe(78);
    expect(error!.code).toBe('MAPPING_INVALID');
    expect(error!.message).toMatch(
      /open\.yaml:6:12 .*film\.secret is or may be personal data: decide with pii: \{ secret: drop \}/,
    );
    expect(await mongo.db.listCollections().toArray()).toEqual([]);
  });

  it('goes on after aether was killed, and has every value', async () => {
    for (const wait of [1200, 1900, 2600]) {
      const started = workspace.start(['migrate', 'run', 'films']);
      setTimeout(() => started.kill('SIGKILL'), wait);
      await started.ended;
    }
    const { data, exitCode } = await run('run', 'films');
    expect(exitCode).toBe(0);
    expect(data).toMatchObject({ state: 'loaded', collections: [{ collection: 'films', documents: 2401 }] });
    expect(await verify()).toMatchObject({
      exitCode: 0,
      documents: 2401,
      differences: [],
      not_covered: ['film.secret'],
    });
  });

  it('keeps every type without loss', async () => {
    const films = mongo.db.collection(`films__staged_${String((await newest())['_id'])}`, {
      promoteValues: false,
    });
    const first = (await films.findOne({ _id: Long.fromNumber(1) } as Document))!;
    expect(first).toMatchObject({
      small: new Int32(-128),
      wide: Long.fromString('4294967295'),
      tags: [],
      kind: 'b,c',
    });
    expect(String(first['huge'])).toBe('9999999999999999999999999999999999');
    expect(String(first['far'])).toBe('-9223372036854775808');
    expect(first['seenAt']).toEqual(new Date('1000-01-01T00:00:00.000Z'));
    expect(first['seenAt_us']).toEqual(new Int32(1));
    expect(first['detail']).toBe('{"n": 9007199254740993}');
    expect(first).not.toHaveProperty('secret');
  });

  it('leaves no value of a dropped column in the target or the logs', async () => {
    for (const { name } of await mongo.db.listCollections().toArray()) {
      const documents = await mongo.db.collection(name).find().toArray();
      expect(JSON.stringify(documents).includes('geheim')).toBe(false);
    }
    const { stdout, stderr } = await workspace.run(['migrate', 'verify', 'films', '--debug']);
    expect(stdout + stderr).not.toContain('geheim');
  });

  it.each<[string, Document, Document | Document[], { pointer: string; document: string }]>([
    [
      'a digit',
      { _id: 5 },
      { $set: { score: new Double(1) } },
      { pointer: '/score', document: 'Double instead of Decimal128' },
    ],
    [
      'Int32 for Long',
      { _id: 6 },
      { $set: { wide: new Int32(6) } },
      { pointer: '/wide', document: 'Int32 instead of Long' },
    ],
    [
      'a shifted time',
      { _id: 7 },
      { $set: { seenAt: new Date('2026-01-31T22:59:59.123Z') } },
      {
        pointer: '/seenAt',
        document: '"2026-01-31 22:59:59.123000" (Date, and microseconds if there are any)',
      },
    ],
    [
      'a microsecond',
      { _id: 8 },
      { $set: { seenAt_us: new Int32(1) } },
      {
        pointer: '/seenAt',
        document: '"2026-01-31 23:59:59.123001" (Date, and microseconds if there are any)',
      },
    ],
    [
      'a missing field for NULL',
      { _id: 2 },
      { $unset: { huge: 1 } },
      { pointer: '/huge', document: 'the field is missing' },
    ],
    [
      'NULL for a value',
      { _id: 9 },
      { $set: { 'note.note': 'other' } },
      { pointer: '/note/note', document: '"other" (String)' },
    ],
    ['a dropped element', { _id: 10 }, { $pop: { copies: 1 } }, { pointer: '/copies', document: 'missing' }],
    [
      'a price in an array',
      { _id: 11 },
      { $set: { 'copies.1.price': null } },
      { pointer: '/copies/1/price', document: 'NULL (Decimal128)' },
    ],
    [
      'a field of its own',
      { _id: 12 },
      { $set: { extra: 1 } },
      { pointer: '/extra', document: 'a field that the mapping does not have' },
    ],
  ])('shows %s', async (_, filter, update, expected) => {
    const films = mongo.db.collection(`films__staged_${String((await newest())['_id'])}`, {
      promoteValues: false,
      promoteLongs: false,
    });
    const before = (await films.findOne(filter))!;
    await films.updateOne(filter, update);
    const found = await verify();
    await films.replaceOne(filter, before);
    expect(found.exitCode).toBe(1);
    expect(found.differences).toContainEqual(
      expect.objectContaining({ id: String(filter['_id']), ...expected }),
    );
    expect(new Set(found.differences.map(({ id }) => id))).toEqual(new Set([String(filter['_id'])]));
  });

  it('shows reordered and repeated elements, and a document that is missing', async () => {
    const films = mongo.db.collection(`films__staged_${String((await newest())['_id'])}`, {
      promoteValues: false,
      promoteLongs: false,
    });
    const [reordered, repeated, deleted] = (await films
      .find({ _id: { $in: [13, 14, 15] } } as Document)
      .sort({ _id: 1 })
      .toArray()) as unknown as [Document, Document, Document];
    await films.updateOne({ _id: 13 } as Document, {
      $set: { copies: (reordered['copies'] as unknown[]).toReversed() },
    });
    await films.updateOne({ _id: 14 } as Document, {
      $set: { copies: [...(repeated['copies'] as unknown[]), (repeated['copies'] as unknown[])[0]] },
    });
    await films.deleteOne({ _id: 15 } as Document);
    const found = await verify();
    await films.replaceOne({ _id: 13 } as Document, reordered);
    await films.replaceOne({ _id: 14 } as Document, repeated);
    await films.insertOne(deleted);
    const ids = new Set(found.differences.map(({ id }) => id));
    expect(ids).toEqual(new Set(['13', '14', '15']));
  });

  it('shows documents without a row, also under a key of another type', async () => {
    const films = mongo.db.collection(`films__staged_${String((await newest())['_id'])}`, {
      promoteValues: false,
      promoteLongs: false,
    });
    const one = (await films.findOne({ _id: 15 } as Document))!;
    const orphans = [Long.fromString('500000'), 'text'];
    await films.insertMany(orphans.map((_id) => ({ ...one, _id })) as unknown as Document[]);
    const found = await verify();
    await films.deleteMany({ _id: { $in: orphans } } as Document);
    expect(new Set(found.differences.map(({ id }) => id))).toEqual(new Set(['500000', 'text']));
    expect((await verify()).differences).toEqual([]);
  });

  it('does not let an earlier term of a run overwrite a later one', async () => {
    await using session = await openMongo(
      {
        hosts: [{ name: 'mongo1', address: '127.0.0.1', port: mongo.port }],
        user: '',
        password: '',
        tls: null,
        database: 'fencing',
      },
      { signal: new AbortController().signal, runId: 'test' },
    );
    const entered = await beginRun(session, {
      mapping: 'm',
      mapping_hash: 'h',
      holder: 'a',
      first_position: null,
      first_gtid: null,
      collections: ['c'],
    });
    // Its holder lives.
    expect(await takeOver(session, entered, 'b')).toBeUndefined();
    await session.db.collection('_aether_migrations').updateOne({}, { $set: { heartbeat_at: new Date(0) } });
    const taken = (await takeOver(session, entered, 'b'))!;
    expect(taken).toMatchObject({ term: 2, holder: 'b' });
    await writeChunk(session, 's', entered, [{ _id: 1, from: 'a' }]);
    await writeChunk(session, 's', taken, [
      { _id: 1, from: 'b' },
      { _id: 2, from: 'b' },
    ]);
    await expect(writeChunk(session, 's', entered, [{ _id: 1, from: 'a' }])).rejects.toMatchObject({
      code: 'LEASE_LOST',
    });
    expect(
      await session.db
        .collection('s')
        .find({}, { projection: { _id: 0, from: 1 } })
        .toArray(),
    ).toEqual([{ from: 'b' }, { from: 'b' }]);
  });

  it('is published after another proof, and rolled back', async () => {
    await mongo.db.collection('films').insertOne({ whose: 'somebody else' });
    const refused = await run('publish', 'films', '--confirm', 'test');
    expect(refused.error).toMatchObject({
      code: 'MIGRATE_REFUSED',
      message: 'aether did not publish what is live as films',
    });
    await mongo.db.collection('films').drop();
    const planned = await run('publish', 'films', '--dry-run');
    expect(planned.data).toMatchObject({
      dry_run: true,
      plan: { changes: 1, steps: [{ subject: 'films' }] },
    });
    expect((await run('publish', 'films', '--yes')).data).toMatchObject({
      published: true,
      collections: [{ collection: 'films', former: null }],
    });
    expect(await mongo.db.collection('films').countDocuments()).toBe(2401);
    expect(Object.keys(await mongo.db.collection('films').indexInformation())).toContain('title_1');

    await workspace.admin.query(`UPDATE ${DATABASE}.film SET score = 2.5 WHERE film_id = 2400`);
    // What is live is compared with the tables as they are now.
    expect((await verify()).differences).toMatchObject([
      { id: '2400', pointer: '/score', source: '"2.50000000"' },
    ]);
    await run('run', 'films');
    expect((await run('publish', 'films', '--yes')).error).toMatchObject({ code: 'CONFIRMATION_REQUIRED' });
    expect((await run('publish', 'films', '--confirm', 'test')).data).toMatchObject({ published: true });
    expect((await verify()).differences).toEqual([]);
    const back = await run('rollback', 'films', '--dry-run');
    expect(back.data).toMatchObject({
      dry_run: true,
      plan: { destructive: true, steps: [{ subject: 'films' }] },
    });
    expect((await run('rollback', 'films', '--confirm', 'test')).exitCode).toBe(0);
    expect((await verify()).differences).toMatchObject([{ id: '2400' }]);
    expect((await run('publish', 'films', '--yes')).error).toMatchObject({ code: 'MIGRATE_REFUSED' });
  });

  it('is not published if the documents differ', async () => {
    await run('run', 'films');
    const staged = `films__staged_${String((await newest())['_id'])}`;
    await mongo.db.collection(staged).updateOne({ _id: 3 } as Document, { $set: { small: new Int32(7) } });
    const { data, exitCode } = await run('publish', 'films', '--confirm', 'test');
    expect(exitCode).toBe(1);
    expect(data).toMatchObject({
      published: false,
      verified: { differences: [{ id: '3', pointer: '/small' }] },
    });
  });

  it('names a value that a document cannot hold by its key', async () => {
    await workspace.admin
      .query(`INSERT INTO ${DATABASE}.film (film_id, title, small, wide, far, kind, tags, secret)
      VALUES (18446744073709551615, 'beyond', 0, 0, 0, 'a', '', 'geheim-x')`);
    const { error, exitCode } = await run('run', 'films');
    expect(exitCode).toBe(2);
    expect(error).toMatchObject({ code: 'MIGRATE_VALUE_REFUSED' });
    expect(error!.message).toContain(
      'film (film_id 18446744073709551615): the value of film_id is larger than',
    );
  });
});

async function newest(): Promise<Document> {
  const runs = await mongo.db.collection('_aether_migrations').find().sort({ _id: -1 }).toArray();
  return runs[0]!;
}
