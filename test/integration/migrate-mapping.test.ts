// @module-tag tried-once
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Decimal128, type Document, Int32, Long } from 'mongodb';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { migrateCalls } from '../support/migrate-calls.ts';
import { describeOnMongo, type OwnMongo, startMongo } from '../support/mongo-server.ts';
import { sharedServer } from '../support/shared-server.ts';
import { openWorkspace, type Workspace } from '../support/workspace.ts';

const DATABASE = 'aethertest_mapping';

// People with what must not be seen of them, their orders with lines, of which the best are a subset.
const SCHEMA = [
  `CREATE DATABASE ${DATABASE} CHARACTER SET utf8mb4`,
  `CREATE TABLE ${DATABASE}.person (
     person_id INT NOT NULL, email VARCHAR(100) NULL, born DATE NULL, seen_at DATETIME(6) NULL, note VARCHAR(100) NULL,
     tier INT NOT NULL, PRIMARY KEY (person_id)) ENGINE=InnoDB`,
  `CREATE TABLE ${DATABASE}.purchase (
     purchase_id BIGINT NOT NULL, person_id INT NOT NULL, email VARCHAR(100) NOT NULL, discount DECIMAL(10, 2) NULL,
     amount DECIMAL(12, 2) NOT NULL, archived_at DATETIME(6) NULL, placed_at DATETIME NOT NULL,
     PRIMARY KEY (purchase_id), KEY ix_person (person_id)) ENGINE=InnoDB`,
  `CREATE TABLE ${DATABASE}.line (
     purchase_id BIGINT NOT NULL, line_no SMALLINT NOT NULL, price DECIMAL(10, 2) NOT NULL, units INT NOT NULL,
     PRIMARY KEY (purchase_id, line_no)) ENGINE=InnoDB`,
];
const ROWS = [
  `INSERT INTO ${DATABASE}.person SELECT seq, CONCAT('geheim', seq, '@example.org'), '1980-06-15' + INTERVAL seq DAY,
     '2026-02-03 04:05:06.789012', CONCAT('geheime Notiz ', seq), seq % 5 FROM ${DATABASE}.seq_1_to_700`,
  `UPDATE ${DATABASE}.person SET email = NULL, born = NULL, seen_at = NULL, note = NULL WHERE person_id = 7`,
  `INSERT INTO ${DATABASE}.purchase SELECT seq, 1 + seq % 700, CONCAT('geheim', 1 + seq % 700, '@example.org'),
     IF(seq % 3, NULL, seq / 100), seq / 7, NULL, '2026-01-01' + INTERVAL seq MINUTE FROM ${DATABASE}.seq_1_to_2000`,
  `INSERT INTO ${DATABASE}.line SELECT p.seq, n.seq, (p.seq * 7 + n.seq * 13) % 50 / 10, 1 + n.seq % 3
     FROM ${DATABASE}.seq_1_to_2000 AS p JOIN ${DATABASE}.seq_1_to_5 AS n WHERE n.seq <= p.seq % 6`,
];
const MAPPING = `
mapping: purchases
title: People and what they bought
collections:
  purchases:
    table: purchase
    key: purchase_id
    pii: { email: { token: mail } }
    nulls: omit
    documents:
      buyer: { table: person, on: { person_id: person_id }, take: [tier] }
    arrays:
      best:
        table: line
        on: { purchase_id: purchase_id }
        sort: { price: -1, line_no: 1 }
        top: 2
    computed:
      lines: { count: best }
      units: { sum: best.units }
      total: { sum: best.price }
      net: { sql: "amount - COALESCE(discount, 0)", as: decimal }
      label: { sql: "CONCAT('P', purchase_id, IF(amount > 100, '!', ''))", as: string }
    references: { person_id: people }
    indexes:
      - { keys: { placed_at: 1 }, where: { net: { gt: 100 } } }
      - { keys: { label: 1 }, unique: true }
    validator: error
  people:
    table: person
    key: person_id
    pii: { email: { token: mail }, born: year, note: redact }
    rename: { seen_at: seenAt }
    validator: error
`;

let mongo: OwnMongo;
let workspace: Workspace;
const { run, verify, staged, writeMapping } = migrateCalls(
  () => workspace,
  () => mongo,
);

/** countDocuments gives an Int32 where values are not promoted. */
async function countStaged(filter: Document): Promise<number> {
  const { collectionName } = await staged('purchases');
  return mongo.db.collection(collectionName).countDocuments(filter);
}

describeOnMongo('a mapping with personal data, subsets and computed fields', () => {
  beforeAll(async () => {
    mongo = await startMongo('documents');
    workspace = await openWorkspace({ server: sharedServer(), database: DATABASE, mongo });
    for (const statement of [...SCHEMA, ...ROWS]) await workspace.admin.query(statement);
    await writeMapping('purchases', MAPPING);
    expect(await run('run', 'purchases')).toMatchObject({ exitCode: 0, data: { state: 'loaded' } });
  });
  afterAll(async () => {
    await workspace[Symbol.asyncDispose]();
    await mongo[Symbol.asyncDispose]();
  });

  it('is proven without a difference', async () => {
    expect(await verify('purchases')).toMatchObject({
      exitCode: 0,
      documents: 2700,
      differences: [],
      not_covered: ['person.email', 'person.born', 'person.seen_at', 'person.note'],
      replaced: [
        'purchase.email (token)',
        'person.email (token)',
        'person.born (year)',
        'person.note (redact)',
      ],
    });
  });

  it('makes the fields that the mapping says', async () => {
    const one = (await (await staged('purchases')).findOne({ _id: Long.fromNumber(700 * 2) } as Document))!;
    expect(one).toMatchObject({
      lines: Long.fromNumber(2),
      units: Long.fromNumber(5),
      label: 'P1400!',
      buyer: { tier: new Int32(1) },
      person_id: new Int32(1),
    });
    expect(one).not.toHaveProperty('discount');
    expect(String(one['net'])).toBe('200.00');
    const many = (await (await staged('purchases')).findOne({ _id: Long.fromNumber(5) } as Document))!;
    const [first, second, third] = many['best'] as { price: Decimal128; line_no: Int32 }[];
    expect(third).toBeUndefined();
    expect(Number(String(first!.price))).toBeGreaterThanOrEqual(Number(String(second!.price)));
    expect(many).toMatchObject({ lines: Long.fromNumber(5) });
  });

  it('gives one person one token in every collection, and leaves NULL as it is', async () => {
    const person = (await (await staged('people')).findOne({ _id: 10 } as Document))!;
    const bought = (await (await staged('purchases')).findOne({ _id: 9 } as Document))!;
    expect(person['email']).toMatch(/^[\w-]{32}$/);
    expect(bought['email']).toBe(person['email']);
    expect(person).toMatchObject({ born: new Date('1980-01-01T00:00:00Z'), note: '[redacted]' });
    expect(person['seenAt_us']).toEqual(new Int32(12));
    expect(await (await staged('people')).findOne({ _id: 7 } as Document)).toMatchObject({
      email: null,
      born: null,
      seenAt: null,
      note: null,
    });
  });

  it('shows each planted fault, and nothing besides', async () => {
    const faults: [what: string, name: string, id: number, update: Document, pointer: string][] = [
      ['another token', 'people', 11, { $set: { email: 'x'.repeat(32) } }, '/email'],
      ['a token that is gone', 'people', 12, { $set: { email: null } }, '/email'],
      ['the value itself', 'people', 13, { $set: { email: 'geheim13@example.org' } }, '/email'],
      ['another year', 'people', 14, { $set: { born: new Date('1981-01-01T00:00:00Z') } }, '/born'],
      ['the day itself', 'people', 15, { $set: { born: new Date('1980-06-30T00:00:00Z') } }, '/born'],
      ['another note', 'people', 16, { $set: { note: 'x' } }, '/note'],
      ['another sum', 'purchases', 17, { $set: { total: Decimal128.fromString('1.00') } }, '/total'],
      ['another count', 'purchases', 18, { $inc: { lines: Long.fromNumber(1) } }, '/lines'],
      ['another result', 'purchases', 19, { $set: { label: 'P20' } }, '/label'],
      ['an extended reference', 'purchases', 20, { $set: { 'buyer.tier': new Int32(9) } }, '/buyer/tier'],
      ['an element of the subset', 'purchases', 23, { $pop: { best: 1 } }, '/best'],
      ['null where NULL is left out', 'purchases', 22, { $set: { discount: null } }, '/discount'],
    ];
    const before: { name: string; one: Document }[] = [];
    for (const [, name, id, update] of faults) {
      const collection = await staged(name);
      before.push({ name, one: (await collection.findOne({ _id: id } as Document))! });
      // The validator would refuse some of them.
      await collection.updateOne({ _id: id } as Document, update, { bypassDocumentValidation: true });
    }
    const found = await verify('purchases');
    for (const { name, one } of before)
      await (await staged(name)).replaceOne({ _id: one['_id'] as unknown } as Document, one);
    expect(found.exitCode).toBe(1);
    expect(found.certificate.file).toBeNull();
    const places = found.differences.map((one) => [one.id, one.pointer]);
    for (const [what, , id, , pointer] of faults) expect(places, what).toContainEqual([String(id), pointer]);
    expect(new Set(found.differences.map((one) => one.id))).toEqual(
      new Set(faults.map(([, , id]) => String(id))),
    );
    expect((await verify('purchases')).differences).toEqual([]);
  });

  it('shows a reference to a document that is missing, and counts those that MariaDB has not either', async () => {
    const people = await staged('people');
    const gone = (await people.findOne({ _id: 31 } as Document))!;
    await people.deleteOne({ _id: 31 } as Document);
    const found = await verify('purchases');
    await people.insertOne(gone);
    expect(found.differences).toContainEqual(
      expect.objectContaining({ pointer: '/person_id', document: 'people has no document 31' }),
    );
    await workspace.admin.query(`UPDATE ${DATABASE}.purchase SET person_id = 9999 WHERE purchase_id = 40`);
    const purchases = await staged('purchases');
    const before = (await purchases.findOne({ _id: 40 } as Document))!;
    const orphan = { person_id: new Int32(9999) };
    await purchases.updateOne({ _id: 40 } as Document, { $set: orphan, $unset: { buyer: 1 } });
    expect(await verify('purchases')).toMatchObject({
      differences: [],
      collections: [{ orphans: 1 }, { orphans: 0 }],
    });
    await purchases.replaceOne({ _id: 40 } as Document, before);
    await workspace.admin.query(`UPDATE ${DATABASE}.purchase SET person_id = 41 WHERE purchase_id = 40`);
  });

  it('leaves no value of a protected column in documents, ledger, output, runs or certificates', async () => {
    const everything: string[] = [];
    for (const { name } of await mongo.db.listCollections().toArray())
      everything.push(JSON.stringify(await mongo.db.collection(name).find().toArray()));
    await (await staged('people')).updateOne({ _id: 50 } as Document, { $set: { email: 'x', note: 'y' } });
    for (const args of [
      ['verify', 'purchases', '--debug'],
      ['plan', 'purchases'],
      ['verify', 'purchases', '--json'],
    ]) {
      const { stdout, stderr } = await workspace.run(['migrate', ...args]);
      everything.push(stdout, stderr);
    }
    await run('run', 'purchases');
    const files = await readdir(workspace.directory, { recursive: true, withFileTypes: true });
    for (const file of files.filter((one) => one.isFile()))
      everything.push(await readFile(join(file.parentPath, file.name), 'latin1'));
    expect(everything.join('\n').length).toBeGreaterThan(100_000);
    const found = everything
      .filter((text) => /geheim|1980-0[26789]-|1980-1/.test(text))
      .map((text) => text.slice(0, 300));
    expect(found).toEqual([]);
  });

  it('ends in a certificate that is checked without servers, and not valid once it was changed', async () => {
    const { certificate } = await verify('purchases');
    const file = certificate.file!;
    const text = await readFile(file, 'utf8');
    expect(JSON.parse(text)).toMatchObject({
      mapping: 'purchases',
      source: { server: expect.stringMatching(/^MariaDB /) as string, gtid: expect.any(String) as string },
      target: { is_stand_in: expect.any(Boolean) as boolean },
      collections: [{ collection: 'purchases', documents: 2000 }, { documents: 700 }],
      replaced: expect.arrayContaining(['person.note (redact)']) as string[],
    });
    expect(await run('verify', '--certificate', file)).toMatchObject({
      exitCode: 0,
      data: { verdict: 'valid' },
    });
    const forged = await workspace.write(
      'forged.json',
      text.replace('"documents": 2000', '"documents": 2001'),
    );
    expect(await run('verify', '--certificate', forged)).toMatchObject({
      exitCode: 1,
      data: { verdict: 'invalid' },
    });
  });

  it('is published with indexes and validators, what is referred to first, and without a gap', async () => {
    expect((await run('publish', 'purchases', '--yes')).data).toMatchObject({
      published: true,
      collections: [{ collection: 'people' }, { collection: 'purchases' }],
    });
    const indexes = await mongo.db.collection('purchases').listIndexes().toArray();
    expect(indexes).toContainEqual(
      expect.objectContaining({ key: { placed_at: 1 }, partialFilterExpression: { net: { $gt: 100 } } }),
    );
    const wrong = mongo.db
      .collection('people')
      .insertOne({ _id: new Int32(5000), tier: 'gold' } as unknown as Document);
    await expect(wrong).rejects.toMatchObject({ code: 121 });
    expect((await verify('purchases')).differences).toEqual([]);
    await run('run', 'purchases');
    expect((await run('publish', 'purchases', '--no-gap', '--confirm', 'test')).data).toMatchObject({
      published: true,
      collections: [
        { collection: 'people', gap_seconds: 0 },
        { collection: 'purchases', gap_seconds: 0 },
      ],
    });
    const former = (await mongo.db.listCollections().toArray()).find(({ name }) =>
      name.startsWith('people__before_'),
    )!;
    expect(await mongo.db.collection(former.name).countDocuments()).toBe(700);
    expect((await verify('purchases')).differences).toEqual([]);
  });

  it('keeps the documents of archived rows, marks them, or leaves them out', async () => {
    await workspace.admin.query(
      `UPDATE ${DATABASE}.purchase SET archived_at = '2026-11-30 12:00:00' WHERE purchase_id <= 100`,
    );
    await workspace.admin.query(`DELETE FROM ${DATABASE}.line WHERE purchase_id <= 100`);
    const loaded = await run('run', 'purchases');
    expect(loaded.data).toMatchObject({
      collections: [{ frozen: 100, frozen_without_document: 0 }, { frozen: 0 }],
    });
    const kept = (await (await staged('purchases')).findOne({ _id: 5 } as Document))!;
    expect(kept['best']).toHaveLength(2);
    expect(kept).toMatchObject({ lines: Long.fromNumber(5), archived_at: new Date('2026-11-30T12:00:00Z') });
    expect(await verify('purchases')).toMatchObject({
      differences: [],
      collections: [{ frozen: 100 }, { frozen: 0 }],
    });

    await writeMapping('purchases', MAPPING.replace('nulls: omit', 'nulls: omit\n    on_archive: mark'));
    await run('run', 'purchases');
    expect(await countStaged({ _archived: true })).toBe(100);
    expect((await verify('purchases')).differences).toEqual([]);

    await writeMapping('purchases', MAPPING.replace('nulls: omit', 'nulls: omit\n    on_archive: delete'));
    await run('run', 'purchases');
    expect(await countStaged({})).toBe(1900);
    expect((await verify('purchases')).differences).toEqual([]);
  });

  it('does not compare what its TTL index may have deleted', async () => {
    const ttl = MAPPING.replace(
      '- { keys: { label: 1 }, unique: true }',
      '- { keys: { placed_at: -1 }, expire_after: 1000000 }',
    );
    await writeMapping('purchases', ttl);
    await workspace.admin.query(
      `UPDATE ${DATABASE}.purchase SET placed_at = UTC_TIMESTAMP() + INTERVAL 1 DAY WHERE purchase_id > 1500`,
    );
    await run('run', 'purchases');
    const purchases = await staged('purchases');
    await purchases.deleteMany({ _id: { $lt: 300 } } as Document);
    expect((await verify('purchases')).documents).toBe(700 + 500);
    await purchases.deleteOne({ _id: 1600 } as Document);
    const { differences } = await verify('purchases');
    expect(new Set(differences.map(({ id }) => id))).toEqual(new Set(['1600']));
  });

  it.each([
    [
      'pii: { email: { token: mail } }',
      'pii: { email: hash }',
      /must be one of drop, none, redact, token, year/,
    ],
    ['top: 2', 'top: 0', /must be 1 or more/],
    ['sort: { price: -1, line_no: 1 }', 'sort: { price: -1 }', /open\.yaml:\d+:\d+ .*add line_no at the end/],
    ['as: decimal', 'as: money', /open\.yaml:\d+:\d+ /],
    ['"amount - COALESCE(discount, 0)"', '"amount - NOW()"', /open\.yaml:\d+:\d+ .*NOW changes without/],
    ['{ count: best }', '{ count: worst }', /open\.yaml:\d+:\d+ .*"worst" is not an array/],
    ['{ person_id: people }', '{ person_id: persons }', /open\.yaml:\d+:\d+ .*no collection "persons"/],
    ['{ label: 1 }', '{ lable: 1 }', /open\.yaml:\d+:\d+ .*no document has the field "lable"/],
  ])('refuses %s as %s with its place', async (from, to, message) => {
    await workspace.write('open.yaml', MAPPING.replace(from, to));
    const { error, exitCode } = await run('plan', 'open.yaml');
    expect(exitCode).toBe(78);
    expect(error!.message).toMatch(message);
  });
});
