import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

const REPOSITORY = join(import.meta.dirname, '..', '..');

/** Where the real data lies: AETHER_TEST_DATA, else `shared/data` beside the repository. */
export const DATA = resolve(process.env['AETHER_TEST_DATA'] ?? join(REPOSITORY, '..', 'shared', 'data'));

export const OLIST = join(DATA, 'olist');

/** Why the tests on the real files cannot run, or undefined where they can. */
export const olistMissing = existsSync(OLIST) ? undefined : `${OLIST} is absent: set AETHER_TEST_DATA`;
