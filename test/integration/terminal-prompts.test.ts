import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sharedServer } from '../support/shared-server.ts';
import { openTerminal, type Terminal } from '../support/terminal.ts';
import { openWorkspace, type Workspace } from '../support/workspace.ts';

// The question of `schema apply` at a real terminal, and every way to answer it.

const DATABASE = 'aethertest_terminal';
/** The environment of a workspace is called `test`. */
const NAME = 'test';
/** A clean-up that hangs is ended after 10 s: an end before that was no such one. */
const FORCED_MS = 10_000;

let space: Workspace;

beforeAll(async () => {
  space = await openWorkspace({ server: sharedServer(), database: DATABASE });
  await mkdir(join(space.directory, 'made'));
  await mkdir(join(space.directory, 'dropped'));
  const first = '-- aether: database=data\nCREATE TABLE kept (id INT PRIMARY KEY);\n';
  const second = '-- aether: database=data\nDROP TABLE kept;\n';
  await space.write('made/0001_make.sql', first);
  await space.write('dropped/0001_make.sql', first);
  await space.write('dropped/0002_drop.sql', second);
});

afterAll(() => space[Symbol.asyncDispose]());

beforeEach(async () => {
  for (const suffix of ['', '_meta', '_stage', '_archive'])
    await space.rows(`DROP DATABASE IF EXISTS ${DATABASE}${suffix}`);
});

async function tables(): Promise<string[]> {
  const rows = await space.rows(
    `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = '${DATABASE}'`,
  );
  return rows.map((row) => row['name'] as string);
}

/** Starts the command, waits for its question, and answers; returns how it ended and how long that took. */
async function answer(from: string, question: string, act: (terminal: Terminal) => void) {
  const terminal = await openTerminal(['schema', 'apply', '--from', from], { cwd: space.directory });
  await terminal.shows(question);
  const startedAt = performance.now();
  act(terminal);
  const { exitCode, screen } = await terminal.ended;
  return { exitCode, screen, isForced: performance.now() - startedAt >= FORCED_MS };
}

describe('schema apply at a terminal asks', () => {
  const CONTINUE = 'Continue?';

  it.each([
    ['no', 2, 'cancelled; nothing was changed', (terminal: Terminal) => terminal.type('n\r')],
    ['Enter, which is no', 2, 'cancelled; nothing was changed', (terminal: Terminal) => terminal.type('\r')],
    ['Ctrl-C', 130, '', (terminal: Terminal) => terminal.type('\x03')],
    ['SIGTERM', 143, 'SIGTERM', (terminal: Terminal) => terminal.kill('SIGTERM')],
    ['SIGINT', 130, 'SIGINT', (terminal: Terminal) => terminal.kill('SIGINT')],
  ])('and changes nothing after %s: exit code %i', async (_, exitCode, said, act) => {
    const ended = await answer('made', CONTINUE, act);
    expect(ended.exitCode, ended.screen).toBe(exitCode);
    expect(ended.screen).toContain(said);
    expect(ended.isForced).toBe(false);
    expect(await tables()).toEqual([]);
  });

  it('and runs the plan after yes', async () => {
    const ended = await answer('made', CONTINUE, (terminal) => terminal.type('y\r'));
    expect(ended.exitCode, ended.screen).toBe(0);
    expect(await tables()).toEqual(['kept']);
  });
});

describe('schema apply at a terminal asks for the name where data would be lost', () => {
  const TYPE_NAME = `Type ${NAME} to continue`;

  beforeEach(async () => {
    const applied = await space.run(['schema', 'apply', '--from', 'made', '--yes']);
    expect(applied.exitCode, applied.stderr).toBe(0);
  });

  it.each([
    ['another name', 2, 'tests\r'],
    ['nothing', 2, '\r'],
    ['yes', 2, 'yes\r'],
    ['Ctrl-C in the middle of the name', 130, 'te\x03'],
  ])('and destroys nothing after %s: exit code %i', async (_, exitCode, keys) => {
    const ended = await answer('dropped', TYPE_NAME, (terminal) => terminal.type(keys));
    expect(ended.exitCode, ended.screen).toBe(exitCode);
    expect(ended.isForced).toBe(false);
    expect(await tables()).toEqual(['kept']);
  });

  it('and runs the plan after the name', async () => {
    const ended = await answer('dropped', TYPE_NAME, (terminal) => terminal.type(`${NAME}\r`));
    expect(ended.exitCode, ended.screen).toBe(0);
    expect(await tables()).toEqual([]);
  });
});
