import { readdir } from 'node:fs/promises';
import type { Check } from './check.ts';

const CHECKS = new URL('checks/', import.meta.url);
const CHECK_FILE = /^([a-z-]+)\.(?:js|ts)$/;

/** The checks of `checks/`, in the order of the names of their files. */
export async function discoverChecks(): Promise<Check[]> {
  const files = (await readdir(CHECKS)).filter((file) => CHECK_FILE.test(file)).toSorted(byName);
  const modules = await Promise.all(files.map((file) => import(new URL(file, CHECKS).href)));
  return modules.map((module) => (module as { check: Check }).check);
}

/** Without the ending: `ssh` connects, and comes before `ssh-clock`. */
function byName(left: string, right: string): number {
  const nameOf = (file: string) => CHECK_FILE.exec(file)?.[1] ?? '';
  return nameOf(left) < nameOf(right) ? -1 : 1;
}
