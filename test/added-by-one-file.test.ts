import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { discoverChecks } from '../src/lib/check/discover-checks.ts';
import { loadCommands } from '../src/lib/infra/cli/load-command.ts';
import * as columnTypes from '../src/lib/ingest/columns/column-types.ts';
import { discoverDrillFaults } from '../src/lib/failover/discover-faults.ts';
import { discoverWorkloads } from '../src/lib/failover/discover-workloads.ts';
import { discoverFaults } from '../src/lib/lab/fault/discover-faults.ts';
import { discoverSqlFaults } from '../src/lib/infra/fault/sql/sql-fault-injector.ts';
import { discoverSshFaults } from '../src/lib/infra/fault/ssh/ssh-fault-injector.ts';
import { discoverSandboxFaults } from '../src/lib/sandbox/fault/sandbox-fault-injector.ts';
import { discoverProviders } from '../src/lib/search/embed/find-provider.ts';
import { exampleOrder } from './support/fault-example.ts';
import { readSourceFiles, SRC } from './support/source-files.ts';

// What is added by one file: a file that is not found, or does not export what its folder is for, fails here.

/** The names of the files of a folder of `src`, without tests and endings. */
function fileNames(folder: string): string[] {
  return readdirSync(join(SRC, folder))
    .filter((file) => !file.endsWith('.test.ts'))
    .map((file) => file.replace(/\.ts$/, ''))
    .toSorted();
}

const line = z.string().regex(/^\S.*[^\s.]$/, 'one line without a full stop');
const action = z.custom<unknown>((value) => typeof value === 'function', 'a function');

/** What `faultNamed` and the help read of a file in `lib/lab/fault/kinds`. */
const faultFile = z.strictObject({
  name: z.string(),
  summary: line,
  options: z.partialRecord(z.enum(['from', 'direction', 'service', 'percent', 'by']), line),
  needs: z.record(z.string(), line).optional(),
  expected: z.strictObject({
    process: z.enum(['killed', 'stopped', 'restarted', 'running']),
    connections: z.enum(['refused', 'unanswered', 'slow', 'lossy', 'normal']),
    membership: z.enum(['dropped', 'kept', 'depends']),
    cluster: line,
  }),
  example: z.strictObject({ command: line, does: line }),
  plan: action,
});

describe('a fault', async () => {
  const faults = await discoverFaults();

  it('is found by being in its folder, under the name of its file', () => {
    expect(faults.map((fault) => fault?.name)).toEqual(fileNames('lib/lab/fault/kinds'));
  });

  it.each(faults)('$name has all that help, plans and drills read', (fault) => {
    expect(faultFile.safeParse(fault).error?.issues).toBeUndefined();
    const order = exampleOrder(fault);
    expect(order.fault).toBe(fault.name);
    const given = Object.entries(order.options).filter(([, value]) => value !== undefined);
    expect(Object.keys(fault.options)).toEqual(expect.arrayContaining(given.map(([name]) => name)));
  });

  it('loads what it needs when it is planned, not when it is listed', () => {
    const eager = readSourceFiles()
      .filter(({ name }) => name.startsWith('lib/lab/fault/kinds/'))
      .flatMap(({ name, imports }) =>
        imports
          .filter(({ path, isType, isLazy }) => !isType && !isLazy && !path.startsWith('lib/core/'))
          .map(({ path }) => `${name} -> ${path}`),
      );
    expect(eager).toEqual([]);
  });
});

/** What a plan, a round and a report read of a file in `lib/failover/faults`. */
const drillFaultFile = z.strictObject({
  name: z.string(),
  summary: line,
  injects: z.string(),
  injects_second: z.string().optional(),
  options: z
    .strictObject({
      direction: z.enum(['in', 'out']).optional(),
      percent: z.number().optional(),
      by: z.number().optional(),
    })
    .optional(),
  apart: z.enum(['all members', 'one member']).optional(),
  locks: z.string().optional(),
  victims: z.enum(['one', 'pair', 'majority', 'all', 'each', 'source']),
  replaces_data: z.literal(true).optional(),
  heals_by: z.enum(['recovery', 'time']).optional(),
  hold_seconds: z.number().min(0),
  expected: z.strictObject({
    membership: z.enum(['dropped', 'kept', 'lost']),
    aborts: z.literal(true).optional(),
    gap_seconds: z.strictObject({ lan: z.number().positive(), wan: z.number().positive() }),
    cluster: line,
  }),
  about_seconds: z.number().positive(),
});

/** What the cluster's own command does. */
const RESTARTS = 'rolling-restart';

describe('a fault of a drill', async () => {
  const faults = await discoverDrillFaults();
  const injected = await discoverSandboxFaults();
  const overSsh = await discoverSshFaults();
  const bySql = await discoverSqlFaults();
  const ofLab = await discoverFaults();

  it('is found by being in its folder, under the name of its file', () => {
    expect(faults.map(({ name }) => name)).toEqual(fileNames('lib/failover/faults'));
    expect(injected.map(({ name }) => name)).toEqual(fileNames('lib/sandbox/fault/kinds'));
    expect(overSsh.map(({ name }) => name)).toEqual(fileNames('lib/infra/fault/ssh/kinds'));
    expect(bySql.map(({ name }) => name)).toEqual(fileNames('lib/infra/fault/sql/kinds'));
  });

  it.each(faults)('$name has all that plans and reports read, and a lab can make it', (fault) => {
    expect(drillFaultFile.safeParse(fault).error?.issues).toBeUndefined();
    const names = [...overSsh, ...bySql, ...ofLab].map(({ name }) => name).concat(RESTARTS);
    expect(names).toEqual(expect.arrayContaining([fault.injects, fault.injects_second ?? fault.injects]));
    expect(fault.injects_second !== undefined).toBe(fault.victims === 'pair');
  });
});

describe('a workload of a drill', async () => {
  const workloads = await discoverWorkloads();

  it('is found by being in its folder, under the name of its file', () => {
    expect(workloads.map(({ name }) => name)).toEqual(fileNames('lib/failover/workloads'));
  });

  it.each(workloads)('$name has all that drills and the help read', (workload) => {
    const shape = z.strictObject({
      name: z.string(),
      summary: line,
      tables: z.array(z.string()).min(1),
      write: action,
      readElsewhere: action.optional(),
      read: action,
      findWrong: action.optional(),
    });
    expect(shape.safeParse(workload).error?.issues).toBeUndefined();
  });
});

describe('a check', async () => {
  const checks = await discoverChecks();

  it('is found by being in its folder', () => {
    const files = [...fileNames('lib/check/checks'), ...fileNames('lib/search/checks')];
    expect(checks).toHaveLength(files.length);
  });

  it('has a name of its own and something to run', () => {
    for (const check of checks) {
      const shape = z.object({ name: line, run: action });
      expect(shape.safeParse(check).error?.issues).toBeUndefined();
    }
    expect(new Set(checks.map(({ name }) => name)).size).toBe(checks.length);
  });
});

describe('a provider of embeddings', async () => {
  const providers = await discoverProviders();

  it('is found by being in its folder, under the name of its file', () => {
    expect(providers.map(({ name }) => name)).toEqual(fileNames('lib/search/embed/providers'));
  });

  it('has facts and a connection', () => {
    const shape = z.strictObject({ name: line, facts: action, connect: action });
    for (const provider of providers) expect(shape.safeParse(provider).error?.issues).toBeUndefined();
  });
});

describe('a column type', () => {
  const types = { ...columnTypes };
  const named = fileNames('lib/ingest/columns')
    .filter((name) => name.endsWith('-column'))
    .map((name) => name.replace(/-column$/, ''));

  it('has its line in column-types.ts, under the name of its file', () => {
    expect(Object.keys(types).toSorted()).toEqual(named);
  });

  it.each(named)('%s is what a source calls it', (type) => {
    const { spec, behaviour } = types[type as keyof typeof types];
    expect(spec.shape.type.value).toBe(type);
    expect(behaviour).toBeTypeOf('function');
  });
});

it('a command is found by being in its folder, under its words', async () => {
  const commands = await loadCommands(new URL('../src/commands/', import.meta.url));
  expect(commands.map((command) => command?.words.join('-'))).toEqual(fileNames('commands'));
});
