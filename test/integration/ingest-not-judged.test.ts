import { mkdir, rm } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { PlanDocument } from '../../src/lib/core/plan-schema.ts';
import { documentOf } from '../support/aether-cli.ts';
import { type IngestData, ruleCounts } from '../support/ingest-document.ts';
import { createEmptier, type Emptier } from '../support/ingest-state.ts';
import { sharedServer } from '../support/shared-server.ts';
import { openWorkspace, type Workspace } from '../support/workspace.ts';

// What becomes of files whose checks need the rows of a file that is not loaded.

const NO = '{ name: no, type: text, charset: ascii, max_chars: 64, required: true }';
const SOURCE = `source: staff
title: departments, who works there, and their badges
files:
  departments:
    match: departments*.csv
    optional: true
    key: [no]
    columns:
      - ${NO}
      - { name: floor, type: integer, min: 1, required: true }
  employees:
    match: employees.csv
    optional: true
    key: [no]
    columns:
      - ${NO}
      - { name: department, type: text, charset: ascii, max_chars: 64, required: true }
  badges:
    match: badges.csv
    optional: true
    key: [no]
    columns:
      - ${NO}
      - { name: employee, type: text, charset: ascii, max_chars: 64, required: true }
  notices:
    match: notices.csv
    optional: true
    key: [no]
    columns: [${NO}]
steps:
  - { check: too_high, file: departments, on_fail: reject, reason: there is no such floor, where: s.floor > 9 }
  - { upsert: department, file: departments, key: [no], select: 'SELECT s.no, s.floor FROM {{departments}} AS s' }
  - check: short_number
    file: employees
    on_fail: reject
    reason: the number is too short
    where: CHAR_LENGTH(s.no) < 2
  - check: department_unknown
    file: employees
    on_fail: reject
    reason: no department has this number
    where: NOT EXISTS (SELECT 1 FROM department AS d WHERE d.no = s.department)
  - { upsert: employee, file: employees, key: [no], select: 'SELECT s.no, s.department FROM {{employees}} AS s' }
  - check: employee_unknown
    file: badges
    on_fail: reject
    reason: no employee has this number
    where: NOT EXISTS (SELECT 1 FROM employee AS e WHERE e.no = s.employee)
  - { upsert: badge, file: badges, key: [no], select: 'SELECT s.no, s.employee FROM {{badges}} AS s' }
  - check: names_no_department
    file: notices
    on_fail: warn
    reason: no department has this number
    where: NOT EXISTS (SELECT 1 FROM department AS d WHERE d.no = s.no)
  - { upsert: notice, file: notices, key: [no], select: 'SELECT s.no FROM {{notices}} AS s' }
`;

const FILES = {
  'departments.csv': 'no,floor\nd1,1\nd2,2\n',
  'employees.csv': 'no,department\ne1,d1\ne2,d2\ne3,d9\n',
  'badges.csv': 'no,employee\nb1,e1\nb2,e2\n',
  'notices.csv': 'no\nd1\nd2\n',
};

/** Two of three records are no departments, found while loading. */
const BROKEN = 'no,floor\nd1,one\nd2,two\nd3,3\n';
/** The same, found by a check. */
const TOO_HIGH = 'no,floor\nd1,10\nd2,11\nd3,3\n';

const LOADED = {
  department: 'd1 d2',
  employee: 'e1 e2',
  badge: 'b1 b2',
  notice: 'd1 d2',
};

let staff: Workspace;
let emptier: Emptier;

beforeAll(async () => {
  staff = await openWorkspace({
    server: sharedServer(),
    database: 'aethertest_judged',
  });
  await staff.applySchema();
  const no = 'no VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin PRIMARY KEY';
  const further = 'VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin';
  await staff.rows(`CREATE TABLE ${staff.database}.department (${no}, floor INT)`);
  await staff.rows(`CREATE TABLE ${staff.database}.employee (${no}, department ${further})`);
  await staff.rows(`CREATE TABLE ${staff.database}.badge (${no}, employee ${further})`);
  await staff.rows(`CREATE TABLE ${staff.database}.notice (${no})`);
  await staff.write('staff.yaml', SOURCE);
  emptier = await createEmptier(staff);
});

afterAll(() => staff[Symbol.asyncDispose]());

beforeEach(async () => {
  await emptier.empty();
  await staff.rows(`DELETE FROM ${staff.database}_meta.ingest_file`);
});

/** Loads some files of a directory of their own; returns what became of them. */
async function ingest(directory: string, files: Record<string, string>) {
  await rm(`${staff.directory}/${directory}`, { recursive: true, force: true });
  await mkdir(`${staff.directory}/${directory}`);
  for (const [name, content] of Object.entries(files)) await staff.write(`${directory}/${name}`, content);
  const args = ['ingest', 'staff.yaml', '--from', directory, '--max-rejects', '1'];
  const ended = await staff.run([...args, '--json']);
  const { data } = documentOf<IngestData>(ended);
  const results = Object.fromEntries(data.files.map(({ file, result }) => [file, result]));
  const verdicts = Object.fromEntries(data.checks.map(({ rule, verdict }) => [rule, verdict]));
  return { exitCode: ended.exitCode, stderr: ended.stderr, data, results, verdicts };
}

async function loaded(): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const table of Object.keys(LOADED)) {
    const rows = await staff.rows(`SELECT no FROM ${staff.database}.${table} ORDER BY no`);
    found[table] = rows.map((row) => row['no'] as string).join(' ');
  }
  return found;
}

describe('a file whose checks need a file that is not loaded', () => {
  it('is not judged, and neither is what needs it; the corrected file and the same command load all', async () => {
    const first = await ingest('all', { ...FILES, 'departments.csv': BROKEN });
    expect(first).toMatchObject({
      exitCode: 1,
      results: {
        departments: 'over_budget',
        employees: 'not_judged',
        badges: 'not_judged',
        notices: 'loaded',
      },
      verdicts: {
        too_high: 'not_judged',
        short_number: 'not_judged',
        department_unknown: 'not_judged',
        employee_unknown: 'not_judged',
        names_no_department: 'not_judged',
      },
    });
    expect(first.data.files.map(({ waits_for }) => waits_for)).toEqual([
      [],
      ['departments.csv'],
      ['departments.csv'],
      [],
    ]);
    expect(ruleCounts(first.data)).toEqual({ 'departments reject type': 2 });
    expect(first.stderr).toContain('not judged: departments.csv is not loaded');
    expect(first.stderr).not.toContain('clean');
    expect(await loaded()).toEqual({ department: '', employee: '', badge: '', notice: 'd1 d2' });

    const second = await ingest('all', FILES);
    expect(second).toMatchObject({
      exitCode: 0,
      verdicts: { department_unknown: 'found', employee_unknown: 'clean' },
    });
    expect(ruleCounts(second.data)).toEqual({ 'employees reject department_unknown': 1 });
    expect(await loaded()).toEqual(LOADED);
  });

  it('is not judged either if a check has put that one over its budget', async () => {
    const first = await ingest('all', { ...FILES, 'departments.csv': TOO_HIGH });
    expect(first).toMatchObject({
      exitCode: 1,
      results: { departments: 'over_budget', employees: 'not_judged', badges: 'not_judged' },
      verdicts: { too_high: 'found', department_unknown: 'not_judged', employee_unknown: 'not_judged' },
    });
    expect(await loaded()).toMatchObject({ department: '', employee: '' });
    expect((await ingest('all', FILES)).exitCode).toBe(0);
    expect(await loaded()).toEqual(LOADED);
  });

  it('waits through runs over other files, and is judged as soon as the corrected one comes alone', async () => {
    const { 'employees.csv': employees, 'badges.csv': badges, ...others } = FILES;
    await ingest('first', { 'departments.csv': BROKEN, 'employees.csv': employees, 'badges.csv': badges });
    const between = await ingest('other', { 'notices.csv': others['notices.csv'] });
    expect(between).toMatchObject({
      exitCode: 0,
      results: { notices: 'loaded' },
      verdicts: { department_unknown: 'not_judged' },
    });
    expect(between.stderr).toContain('not judged: departments.csv is not loaded');
    const again = await ingest('again', { 'departments.csv': BROKEN });
    expect(again).toMatchObject({ exitCode: 1, verdicts: { department_unknown: 'not_judged' } });
    await ingest('other2', { 'notices.csv': 'no\nd1\n' });
    expect(await loaded()).toMatchObject({ department: '', employee: '', badge: '' });
    expect(await ingest('last', { 'departments.csv': FILES['departments.csv'] })).toMatchObject({
      exitCode: 0,
      verdicts: { department_unknown: 'found', employee_unknown: 'clean' },
    });
    expect(await loaded()).toEqual(LOADED);
  });

  it('is not judged if the rows of that one have gone, until they are loaded again', async () => {
    const departments = { 'departments.csv': FILES['departments.csv'] };
    expect((await ingest('first', departments)).exitCode).toBe(0);
    await staff.rows(`DELETE FROM ${staff.database}.department`);
    const both = { ...departments, 'employees.csv': FILES['employees.csv'] };
    expect(await ingest('both', both)).toMatchObject({
      exitCode: 1,
      results: { departments: 'missing', employees: 'not_judged' },
      verdicts: { department_unknown: 'not_judged' },
    });
    expect(await loaded()).toMatchObject({ department: '', employee: '' });
    const args = ['ingest', 'staff.yaml', '--from', 'both', '--max-rejects', '1', '--force', '--json'];
    const again = await staff.run(args);
    expect(again.exitCode, again.stderr).toBe(0);
    expect(await loaded()).toMatchObject({ department: 'd1 d2', employee: 'e1 e2' });
  });

  it('is judged without it if it is given again without it', async () => {
    const employees = { 'employees.csv': FILES['employees.csv'] };
    await ingest('first', { ...employees, 'departments.csv': BROKEN });
    expect(await ingest('alone', employees)).toMatchObject({
      exitCode: 1,
      results: { employees: 'over_budget' },
      verdicts: { department_unknown: 'found' },
    });
  });
});

it('a dry run says of a check that needs what the run would load that it is known only by loading', async () => {
  await staff.write('departments.csv', FILES['departments.csv']);
  await staff.write('employees.csv', FILES['employees.csv']);
  const ended = await staff.run(['ingest', 'staff.yaml', '--from', '.', '--dry-run', '--json']);
  const { plan } = documentOf<PlanDocument>(ended).data;
  const [short, long] = [[], ['--sql']].map((more) =>
    staff.run(['ingest', 'staff.yaml', '--from', '.', '--dry-run', ...more]),
  );
  expect((await short!).stdout).not.toContain('SELECT');
  expect((await long!).stdout).toContain('SELECT s.no, s.floor FROM');
  const found = Object.fromEntries(plan.steps.map(({ subject, facts }) => [subject, facts?.['rows_now']]));
  expect(found).toMatchObject({
    'check short_number (reject)': 0,
    'check department_unknown (reject)': null,
    // None is taken out before for want of departments.
    'upsert employee': 3,
    'check names_no_department (warn)': null,
  });
});

it('a check that has no record to look at is not applicable', async () => {
  const ended = await ingest('one', { 'departments.csv': FILES['departments.csv'] });
  expect(ended.verdicts).toMatchObject({ too_high: 'clean', department_unknown: 'not_applicable' });
});
