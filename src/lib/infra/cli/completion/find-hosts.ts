import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { discoverFiles } from '../../config/discover.ts';
import { findStateDir } from '../state-dir.ts';
import type { Place } from './place.ts';

/** The keys of `hosts` in all files of the environment. */
export function findHosts({ cwd, variables, environment }: Place): string[] {
  const stateDir = findStateDir(cwd, variables);
  const files = discoverFiles({ cwd, variables, explicit: environment, stateDir });
  const names = files.flatMap((file) => {
    const { hosts: found } = parse(readFileSync(file, 'utf8')) as { hosts?: object };
    return Object.keys(found ?? {});
  });
  return [...new Set(names)];
}
