// @module-tag tried-once
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Document } from 'mongodb';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { migrateCalls } from '../support/migrate-calls.ts';
import { describeOnMongo, type OwnMongo, startMongo } from '../support/mongo-server.ts';
import { sharedServer } from '../support/shared-server.ts';
import { openWorkspace, type Workspace } from '../support/workspace.ts';

const DATABASE = 'aethertest_rental';

const create = (name: string, columns: string) =>
  `CREATE TABLE ${DATABASE}.${name} (${columns}, last_update TIMESTAMP NOT NULL DEFAULT '2026-02-15 04:57:20') ENGINE=InnoDB`;
const refers = (column: string, parent: string) =>
  `FOREIGN KEY (${column}) REFERENCES ${DATABASE}.${parent} (${column})`;

/** A shop that rents films out, as many learn SQL with: another shape than ours, and nobody tagged what is personal. */
const SCHEMA = [
  `CREATE DATABASE ${DATABASE} CHARACTER SET utf8mb4`,
  create('country', 'country_id SMALLINT UNSIGNED PRIMARY KEY, country VARCHAR(50) NOT NULL'),
  create(
    'city',
    `city_id SMALLINT UNSIGNED PRIMARY KEY, city VARCHAR(50) NOT NULL, country_id SMALLINT UNSIGNED NOT NULL, ${refers('country_id', 'country')}`,
  ),
  create(
    'address',
    `address_id SMALLINT UNSIGNED PRIMARY KEY, address VARCHAR(50) NOT NULL, phone VARCHAR(20) NOT NULL, city_id SMALLINT UNSIGNED NOT NULL, location POINT NULL, ${refers('city_id', 'city')}`,
  ),
  create('language', 'language_id TINYINT UNSIGNED PRIMARY KEY, name CHAR(20) NOT NULL'),
  create(
    'actor',
    'actor_id SMALLINT UNSIGNED PRIMARY KEY, first_name VARCHAR(45) NOT NULL, last_name VARCHAR(45) NOT NULL',
  ),
  create('category', 'category_id TINYINT UNSIGNED PRIMARY KEY, name VARCHAR(25) NOT NULL'),
  create(
    'film',
    `film_id SMALLINT UNSIGNED PRIMARY KEY, title VARCHAR(128) NOT NULL, release_year YEAR NULL, language_id TINYINT UNSIGNED NOT NULL,
    rental_rate DECIMAL(4, 2) NOT NULL, rating ENUM('G', 'PG', 'R') NULL, special_features SET('Trailers', 'Commentaries', 'Deleted Scenes') NULL, ${refers('language_id', 'language')}`,
  ),
  create(
    'film_text',
    `film_id SMALLINT UNSIGNED PRIMARY KEY, description TEXT NULL, ${refers('film_id', 'film')}`,
  ),
  create(
    'film_actor',
    `actor_id SMALLINT UNSIGNED NOT NULL, film_id SMALLINT UNSIGNED NOT NULL, PRIMARY KEY (actor_id, film_id), KEY ix_film (film_id), ${refers('actor_id', 'actor')}, ${refers('film_id', 'film')}`,
  ),
  create(
    'film_category',
    `film_id SMALLINT UNSIGNED NOT NULL, category_id TINYINT UNSIGNED NOT NULL, PRIMARY KEY (film_id, category_id), ${refers('film_id', 'film')}, ${refers('category_id', 'category')}`,
  ),
  create(
    'customer',
    `customer_id SMALLINT UNSIGNED PRIMARY KEY, first_name VARCHAR(45) NOT NULL, email VARCHAR(50) NULL, birth_date DATE NULL, address_id SMALLINT UNSIGNED NOT NULL, ${refers('address_id', 'address')}`,
  ),
  create(
    'inventory',
    `inventory_id MEDIUMINT UNSIGNED PRIMARY KEY, film_id SMALLINT UNSIGNED NOT NULL, KEY ix_film (film_id), ${refers('film_id', 'film')}`,
  ),
  create(
    'rental',
    `rental_id INT PRIMARY KEY, rental_date DATETIME NOT NULL, inventory_id MEDIUMINT UNSIGNED NOT NULL, customer_id SMALLINT UNSIGNED NOT NULL, ${refers('inventory_id', 'inventory')}, ${refers('customer_id', 'customer')}`,
  ),
  create(
    'payment',
    `payment_id INT PRIMARY KEY, rental_id INT NOT NULL, amount DECIMAL(5, 2) NOT NULL, paid_at DATETIME(6) NOT NULL, ${refers('rental_id', 'rental')}`,
  ),
  `CREATE TABLE ${DATABASE}.shelf (label VARCHAR(20) COLLATE utf8mb4_bin PRIMARY KEY) ENGINE=InnoDB`,
];
const fill = (table: string, columns: string, values: string, count: number) =>
  `INSERT INTO ${DATABASE}.${table} (${columns}) SELECT ${values} FROM ${DATABASE}.seq_1_to_${count}`;
const ROWS = [
  fill('country', 'country_id, country', "seq, CONCAT('Land ', seq)", 10),
  fill('city', 'city_id, city, country_id', "seq, CONCAT('Stadt ', seq), 1 + seq % 10", 40),
  fill(
    'address',
    'address_id, address, phone, city_id, location',
    "seq, CONCAT('geheimer Weg ', seq), CONCAT('geheim-', seq), 1 + seq % 40, POINT(seq, 1)",
    300,
  ),
  fill('language', 'language_id, name', "seq, CONCAT('Sprache ', seq)", 6),
  fill('actor', 'actor_id, first_name, last_name', "seq, CONCAT('Anna ', seq), CONCAT('Schmidt ', seq)", 80),
  fill('category', 'category_id, name', "seq, CONCAT('Art ', seq)", 16),
  fill(
    'film',
    'film_id, title, release_year, language_id, rental_rate, rating, special_features',
    "seq, CONCAT('Film ', seq), 1990 + seq % 30, 1 + seq % 6, seq % 50 / 10, ELT(1 + seq % 4, 'G', 'PG', 'R'), IF(seq % 2, 'Trailers,Deleted Scenes', '')",
    500,
  ),
  fill('film_text', 'film_id, description', "seq, CONCAT('Über Film ', seq)", 400),
  fill('film_actor', 'actor_id, film_id', '1 + seq % 80, 1 + FLOOR(seq / 5) % 500', 2400),
  fill('film_category', 'film_id, category_id', 'seq, 1 + seq % 16', 500),
  fill(
    'customer',
    'customer_id, first_name, email, birth_date, address_id',
    "seq, CONCAT('geheimer Name ', seq), CONCAT('geheim', seq, '@example.org'), '1970-03-04' + INTERVAL seq DAY, 1 + seq % 300",
    300,
  ),
  fill('inventory', 'inventory_id, film_id', 'seq, 1 + seq % 500', 1500),
  fill(
    'rental',
    'rental_id, rental_date, inventory_id, customer_id',
    "seq, '2026-01-01' + INTERVAL seq MINUTE, 1 + seq % 1500, 1 + seq % 300",
    3000,
  ),
  fill(
    'payment',
    'payment_id, rental_id, amount, paid_at',
    "seq, seq, seq % 900 / 100, '2026-01-01 00:00:00.000001' + INTERVAL seq MINUTE",
    2900,
  ),
];

let mongo: OwnMongo;
let workspace: Workspace;
const { run, verify, staged } = migrateCalls(
  () => workspace,
  () => mongo,
);

describeOnMongo('a schema that nobody described', () => {
  beforeAll(async () => {
    mongo = await startMongo('documents');
    workspace = await openWorkspace({ server: sharedServer(), database: DATABASE, mongo });
    for (const statement of [...SCHEMA, ...ROWS]) await workspace.admin.query(statement);
  });
  afterAll(async () => {
    await workspace[Symbol.asyncDispose]();
    await mongo[Symbol.asyncDispose]();
  });

  it('is given a mapping, by its keys and how many rows each parent has', async () => {
    const { data, exitCode } = await run('profile', '--name', 'rental', '--out', 'rental.yaml');
    expect(exitCode).toBe(0);
    expect(data).toMatchObject({ file: 'rental.yaml', skipped: [{ table: 'shelf' }] });
    const text = await readFile(join(workspace.directory, 'rental.yaml'), 'utf8');
    expect(text).toContain('# Not in it: shelf (no integer column has a unique index of its own).');
    expect(text).toMatch(/- location # point cannot be verified digit by digit yet/);
    expect(text).toMatch(
      / {6}# 5 elements at most\n {6}film_actor:\n {8}table: film_actor\n {8}on: \{ film_id: film_id \}/,
    );
    expect(text).toMatch(/ {4}documents:\n {6}film_text:/);
    expect(text).toMatch(/ {6}# email: token\n {6}# birth_date: year/);
    expect(await run('profile', '--out', 'rental.yaml')).toMatchObject({ error: { code: 'FILE_EXISTS' } });
  });

  it('is refused until each decision on personal data is made', async () => {
    const { error, exitCode } = await run('plan', './rental.yaml');
    expect(exitCode).toBe(78);
    expect(error!.message).toContain('customer.email is or may be personal data');
  });

  it('ends with a certificate once they are made', async () => {
    const text = await readFile(join(workspace.directory, 'rental.yaml'), 'utf8');
    const decided = text.replaceAll(/^( +)# (pii:|\w+: (?:drop|token|year|none))$/gm, '$1$2');
    await workspace.write('decided.yaml', decided);
    const planned = await run('plan', './decided.yaml');
    expect(planned.exitCode, planned.stdout).toBe(0);
    expect(await run('run', './decided.yaml')).toMatchObject({ exitCode: 0, data: { state: 'loaded' } });
    const found = await verify('./decided.yaml');
    expect(found).toMatchObject({ exitCode: 0, differences: [] });
    expect(found.certificate.file).toContain('rental-');
    expect(found.rows).toBeGreaterThan(11_000);
    const film = (await (await staged('film')).findOne({ _id: 3 } as Document))!;
    expect(film).toMatchObject({
      special_features: ['Trailers', 'Deleted Scenes'],
      film_text: { description: 'Über Film 3' },
    });
    const customers = await mongo.db.collection('customer__staged_r1').find().toArray();
    expect(JSON.stringify(customers)).not.toContain('geheim');
  });
});
