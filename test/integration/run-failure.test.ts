import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { passwordFile } from '../../src/lib/sandbox/passwords.ts';
import { currentLayout } from '../../src/lib/sandbox/prepare-sandbox.ts';
import { documentOf } from '../support/aether-cli.ts';
import { readRecords } from '../support/run-files.ts';
import { sharedServer } from '../support/shared-server.ts';
import { openWorkspace, type Workspace } from '../support/workspace.ts';

const LITERAL = 'canary-literal@example.com';
const MIGRATION = `-- aether: database=data
CREATE TABLE customer_mail (mail VARCHAR(100) NOT NULL, PRIMARY KEY (mail));
INSERT INTO customer_mail (mail) VALUES ('${LITERAL}'), ('${LITERAL}');
`;

let shop: Workspace;
let password: string;

beforeAll(async () => {
  const server = sharedServer();
  shop = await openWorkspace({ server, database: 'aethertest_runs' });
  await mkdir(join(shop.directory, 'failing'));
  await shop.write('failing/0001_mail.sql', MIGRATION);
  password = (await readFile(passwordFile(currentLayout(server.stateDir), 'migrator'), 'utf8')).trim();
});

afterAll(() => shop[Symbol.asyncDispose]());

const APPLY = ['schema', 'apply', '--from', 'failing', '--yes'];
const stateDir = () => join(shop.directory, '.aether');

describe('the failure of last night', () => {
  it('is explained by "aether runs show" alone, without secrets and literals', async () => {
    // The password is on the command line too, as if it were pasted into the wrong place.
    await shop.write(`${password}.yaml`, await readFile(join(shop.directory, 'aether.yaml')));
    const args = [...APPLY, '--env', `./${password}.yaml`];
    const ended = await shop.run(args);
    expect(ended.exitCode, ended.stderr).toBe(2);

    const { stdout } = await shop.run(['runs', 'show']);
    expect(stdout).toContain('error[MIGRATION_FAILED]');
    expect(stdout).toMatch(/server: db1, error 1062, SQLSTATE 23000/);
    expect(stdout).toContain('statement: INSERT INTO customer_mail (mail) VALUES (?), (?)');
    expect(stdout).toContain("Duplicate entry ? for key 'PRIMARY'");
    const { data } = documentOf(await shop.run(['runs', 'show', '--json']));
    expect(data).toMatchObject({ state: 'failed', record: { ledger: 'migration', error: { errno: 1062 } } });

    const [record] = readRecords(stateDir());
    const directory = join(stateDir(), 'runs', record!.run);
    for (const name of await readdir(directory)) {
      const text = await readFile(join(directory, name), 'utf8');
      expect(text.includes(password), `the password in ${name}`).toBe(false);
      expect(text.includes(LITERAL), `the literal in ${name}`).toBe(false);
    }
    expect(`${stdout}${JSON.stringify(data)}`).not.toMatch(new RegExp(`${password}|${LITERAL}`));
  });

  it('is kept by prune as long as the ledger refers to it or cannot be asked', async () => {
    await rm(join(stateDir(), 'runs'), { recursive: true });
    await shop.run(APPLY);
    const prune = async () => (await shop.run(['runs', 'prune', '--keep', '0', '--yes'])).stdout;
    expect(await prune()).toMatch(/0 runs removed, 1 kept\n.*: migration refers to it/);

    const file = join(shop.directory, 'aether.yaml');
    const environment = await readFile(file, 'utf8');
    await shop.write('aether.yaml', environment.replaceAll(`${sharedServer().port}`, '1'));
    expect(await prune()).toMatch(/migration may refer to it and cannot be read \(MARIADB_UNREACHABLE\)/);

    await shop.write('aether.yaml', environment);
    await shop.write('other.yaml', environment);
    const other = await shop.run(['runs', 'prune', '--keep', '0', '--yes', '--env', './other.yaml']);
    expect(other.stdout).toMatch(/migration of .*aether\.yaml may refer to it/);

    await shop.admin.query(`DROP DATABASE ${shop.database}_meta`);
    expect(await prune()).toBe('1 run removed, 0 kept\n');
  });
});

const SOURCE = `
source: colours
title: One small file, and a step that the server refuses
files:
  colours:
    match: colours.csv
    key: [code]
    columns:
      - { name: code, type: text, charset: ascii, max_chars: 64, required: true }
steps:
  - upsert: category
    file: colours
    key: [category_no]
    update: none
    select: SELECT s.code AS category_no, '${LITERAL}' AS parent_id FROM {{colours}} AS s
`;

it('why an ingest failed is in the row of its run, too', async () => {
  const server = sharedServer();
  await using loaded = await openWorkspace({ server, database: 'aethertest_reason' });
  await loaded.applySchema();
  await loaded.write('colours.yaml', SOURCE);
  await loaded.write('colours.csv', 'code\nred\n');
  const ended = await loaded.run(['ingest', './colours.yaml', '--from', 'colours.csv']);
  expect(ended.exitCode, ended.stderr).toBe(2);
  const [row] = await loaded.rows(`SELECT * FROM ${loaded.database}_meta.ingest_run`);
  expect(row).toMatchObject({ state: 'failed', error_errno: 1366 });
  expect(row!['error_code']).toBe(readRecords(join(loaded.directory, '.aether')).at(-1)!.error!.code);
  expect(row!['error_message']).toContain('Incorrect integer value: ? for column');
});
