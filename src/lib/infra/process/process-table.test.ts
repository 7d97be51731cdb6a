import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../core/clock.ts';
import { endProcess, signalProcess } from './end-process.ts';
import {
  isRunning,
  listProcesses,
  parseStat,
  readProcess,
  readStartVariable,
  uptimeSeconds,
} from './process-table.ts';
import { waitUntil } from './wait-until.ts';

/** A process of our own that ends as the script says; `ready` is printed once its traps are set. */
async function startShell(script: string, variables: Record<string, string> = {}) {
  const child = spawn(
    'sh',
    ['-c', `${script}; echo ready; while :; do sleep 0.05; done`, 'name (with) brackets'],
    {
      env: { ...process.env, ...variables },
      detached: true,
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  );
  await once(child.stdout, 'data');
  const found = await readProcess(child.pid!);
  return found!;
}

describe('the process table', () => {
  it('tells this process by pid, start, session and arguments', async () => {
    const me = await readProcess(process.pid);
    expect(me?.argv[0]).toMatch(/node/);
    expect(await isRunning(me!)).toBe(true);
    expect(await isRunning({ pid: me!.pid, startTicks: me!.startTicks + 1 })).toBe(false);
    expect(Math.abs((await uptimeSeconds(me!)) - process.uptime())).toBeLessThan(5);
    expect((await listProcesses()).map(({ pid }) => pid)).toContain(process.pid);
  });

  it('reads names with blanks and brackets, and takes no zombie for a process', () => {
    const rest = `1 77 77 0 -1 4194304 ${'0 '.repeat(12)}4242 0`;
    expect(parseStat(`12 (a) b (c)) S ${rest}`)).toEqual({ session: 77, startTicks: 4242 });
    expect(parseStat(`12 (sh) Z ${rest}`)).toBeUndefined();
    expect(parseStat('')).toBeUndefined();
  });

  it('takes a process for running while any of its threads is, though the first one has ended', () => {
    const rest = `1 77 77 0 -1 4194304 ${'0 '.repeat(10)}2 0 4242 0`;
    expect(parseStat(`12 (mariadbd) Z ${rest}`)).toEqual({ session: 77, startTicks: 4242 });
  });

  it('reads what a process was started with', async () => {
    const child = await startShell(':', { AETHER_MARK: 'here' });
    expect(await readStartVariable(child.pid, 'AETHER_MARK')).toBe('here');
    expect(await readStartVariable(child.pid, 'AETHER_MAR')).toBeUndefined();
    expect(child.session).toBe(child.pid);
    await signalProcess(child, 'SIGKILL');
  });
});

describe('endProcess', () => {
  it('asks first', async () => {
    const child = await startShell(':');
    expect(await endProcess(child, { clock: systemClock, graceSeconds: 5 })).toBe('ended');
    expect(await isRunning(child)).toBe(false);
  });

  it('kills what does not listen', async () => {
    const child = await startShell("trap '' TERM");
    expect(await endProcess(child, { clock: systemClock, graceSeconds: 0.2 })).toBe('killed');
    expect(await isRunning(child)).toBe(false);
  });

  it('leaves a process alone that only has the same pid', async () => {
    const child = await startShell(':');
    const stranger = { pid: child.pid, startTicks: child.startTicks - 1 };
    expect(await endProcess(stranger, { clock: systemClock, graceSeconds: 0.1 })).toBe('gone');
    expect(await isRunning(child)).toBe(true);
    await signalProcess(child, 'SIGKILL');
  });
});

describe('waitUntil', () => {
  it('returns the first answer, or undefined after the deadline', async () => {
    let asked = 0;
    const third = async () => ((asked += 1) < 3 ? undefined : asked);
    expect(await waitUntil(third, { clock: systemClock, deadlineSeconds: 5, everyMs: 1 })).toBe(3);
    const never = async () => undefined;
    expect(await waitUntil(never, { clock: systemClock, deadlineSeconds: 0.01, everyMs: 5 })).toBeUndefined();
  });
});
