import { describe, expect, it } from 'vitest';
import type { RunProcess } from '../infra/run-record/run-record.ts';
import { exampleRecord } from '../../../test/support/example-record.ts';
import { runState } from './run-state.ts';

const process: RunProcess = { pid: 7, start_ticks: 100, boot_id: 'boot', pid_namespace: 'pid:[1]' };
const running = { ...exampleRecord, state: 'running', machine: 'here', process } as const;

const seenBy = (runs: boolean, observed: Partial<RunProcess> = {}, machine = 'here') =>
  runState(running, {
    machine,
    process: { ...process, ...observed },
    isRunning: ({ pid, startTicks }) => Promise.resolve(runs && pid === 7 && startTicks === 100),
  });

describe('a run without an end', () => {
  it('runs while exactly its process does', async () => {
    expect(await seenBy(true)).toBe('running');
  });

  it('was killed if its process is gone, or the machine was started again', async () => {
    expect(await seenBy(false)).toBe('killed');
    expect(await seenBy(true, { boot_id: 'next boot' })).toBe('killed');
  });

  it('is unknown on another machine and in another container', async () => {
    expect(await seenBy(false, { boot_id: 'other' }, 'elsewhere')).toBe('unknown');
    expect(await seenBy(false, { pid_namespace: 'pid:[2]' })).toBe('unknown');
  });
});
