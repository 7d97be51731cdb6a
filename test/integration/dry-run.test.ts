import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { dryRunOption } from '../../src/lib/core/command-options.ts';
import type { PlanDocument } from '../../src/lib/core/plan-schema.ts';
import { type Command, loadCommands } from '../../src/lib/infra/cli/load-command.ts';
import { documentOf } from '../support/aether-cli.ts';
import { sharedServer } from '../support/shared-server.ts';
import { openWorkspace, type Workspace } from '../support/workspace.ts';

// Every command that has --dry-run is found here by itself, so that a new one cannot be forgotten. It is called
// without arguments, or with those below.

const COMMANDS = await loadCommands(new URL('../../src/commands/', import.meta.url));

const ARGUMENTS: Readonly<Record<string, readonly string[]>> = {
  ingest: ['./colours.yaml', '--from', 'colours.csv'],
  'runs prune': ['--keep', '0'],
  'partitions restore': ['web', 'p202601'],
  'sandbox down': ['--purge'],
  'lab up': ['--name', 'dryrun'],
  'lab down': ['--name', 'dryrun', '--purge'],
};

/** Commands that need other servers, with the test that calls their dry run. */
const ELSEWHERE: ReadonlySet<string> = new Set([
  'audit seal' /* audit.test.ts */,
  'cluster recover' /* failover.test.ts */,
  'cluster rolling-restart' /* failover.test.ts */,
  'failover-test' /* failover.test.ts */,
  'migrate abort' /* migrate-runs.test.ts */,
  'migrate gc' /* migrate-runs.test.ts */,
  'migrate publish' /* migrate.test.ts */,
  'migrate rollback' /* migrate.test.ts */,
  'provision' /* fleet/provision.test.ts */,
]);

const SOURCE = `
source: colours
title: One small file for one table
files:
  colours:
    match: colours.csv
    key: [code]
    columns:
      - { name: code, type: text, charset: ascii, max_chars: 64, required: true }
      - { name: name, type: text, max_chars: 200, required: true }
steps:
  - upsert: category
    file: colours
    key: [category_no]
    update: none
    select: SELECT s.code AS category_no FROM {{colours}} AS s
`;

/** The file that users validate with, not the code that it is generated from. */
const SCHEMA = z.fromJSONSchema(
  JSON.parse(
    readFileSync(new URL('../../schema/plan.schema.json', import.meta.url), 'utf8'),
  ) as z.core.JSONSchema.JSONSchema,
);

const isDryRun = ({ options }: Command) =>
  Object.entries(options).some(([name, { flags }]) => name === 'dryRun' || flags.includes('--dry-run'));

const named = (commands: readonly Command[]) =>
  commands.map((command): [string, Command] => [command.words.join(' '), command]);

describe('the dry run of', () => {
  let shop: Workspace;

  beforeAll(async () => {
    shop = await openWorkspace({
      server: sharedServer(),
      database: 'aethertest_dry_run',
      archiveDirectory: 'archive',
      // A dry run sends nothing, so nobody has to be there.
      embeddings: { provider: 'openai', model: 'any', dimensions: 8, base_url: 'http://127.0.0.1:9/v1' },
    });
    await shop.applySchema();
    await shop.write('colours.yaml', SOURCE);
    await shop.write('colours.csv', 'code,name\nc1,azul\nc2,verde\n');
  });

  afterAll(() => shop[Symbol.asyncDispose]());

  it.each(named(COMMANDS.filter(isDryRun)).filter(([name]) => !ELSEWHERE.has(name)))(
    '"%s" is a plan',
    async (name, { words, options }) => {
      expect(options['dryRun']).toBe(dryRunOption);
      const ended = await shop.run([...words, ...(ARGUMENTS[name] ?? []), '--dry-run', '--json']);
      const { data, error } = documentOf<PlanDocument>(ended);
      expect(error).toBeUndefined();
      expect(() => SCHEMA.parse(data)).not.toThrow();
      const { steps, changes } = data.plan;
      expect(new Set(steps.map(({ id }) => id)).size).toBe(steps.length);
      expect(changes).toBe(steps.filter(({ action }) => action !== 'keep').length);
    },
  );
});

it.each([
  ['a field that is internal', { task: { kind: 'start' } }],
  ['a name in camelCase', { facts: { rowsNow: 1 } }],
  ['a name in camelCase deep in the facts', { facts: { rules: [{ firstLine: 1 }] } }],
  ['an action that nobody knows', { action: 'guess' }],
])('the schema refuses %s', (_, wrong) => {
  const step = { id: 'a', host: null, action: 'run', subject: 'a', summary: 'a' };
  const sound = { ...step, why: null, cost: null, destructive: false, facts: { rules: [{ count: 1 }] } };
  const documentWith = (one: object) => ({
    dry_run: true,
    plan: { title: 'a', changes: 1, destructive: false, steps: [one] },
  });
  expect(SCHEMA.safeParse(documentWith(sound)).success).toBe(true);
  expect(SCHEMA.safeParse(documentWith({ ...sound, ...wrong })).success).toBe(false);
});
