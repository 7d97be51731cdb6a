import { readFileSync, readlinkSync } from 'node:fs';
import { parseStat } from '../process/process-table.ts';
import type { RunProcess } from './run-record.ts';

/** This process, so that it can be told from a later one with its pid. */
export function describeMyself(): RunProcess {
  return {
    pid: process.pid,
    start_ticks: parseStat(readOrEmpty('/proc/self/stat'))?.startTicks ?? 0,
    boot_id: readOrEmpty('/proc/sys/kernel/random/boot_id').trim(),
    pid_namespace: pidNamespace(),
  };
}

/** The namespace that the pids of this process are of; empty where there is no /proc. */
export function pidNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return '';
  }
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
