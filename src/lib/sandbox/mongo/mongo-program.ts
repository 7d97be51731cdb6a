import { basename, dirname, join } from 'node:path';
import { AetherError } from '../../core/errors.ts';
import { standInLabel } from '../../infra/mongo/server-identity.ts';
import { findExecutable, searchPath } from '../../infra/process/find-executable.ts';
import { runProgramOrThrow } from '../../infra/process/run-program.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/** A server program that speaks MongoDB's protocol. */
export interface MongoProgram {
  readonly file: string;
  /** `MongoDB 8.0.4`, or `SecantusDB 0.5.3 (stand-in for MongoDB)`. */
  readonly label: string;
  readonly isStandIn: boolean;
  /** Its own version: data of another series is not opened. */
  readonly version: string;
}

/** The program of the one stand-in that aether can start. */
const STAND_IN = 'secantusd-rs';

/** A script that provides the stand-in for tests puts it there. */
const CACHE = ['.cache', 'aether', 'mongo-stand-in'];

const WAYS =
  'install MongoDB 7 or 8 so that mongod is on PATH, or name it with AETHER_MONGOD=/path/to/mongod, ' +
  'or name a stand-in for tests with AETHER_MONGO_STAND_IN=/path/to/secantusd-rs';

/**
 * The first of AETHER_MONGOD, `mongod` on PATH, and the stand-in from AETHER_MONGO_STAND_IN, PATH or the cache.
 * Throws SERVER_MISSING with the ways to get one.
 */
export async function findMongoProgram(variables: Variables): Promise<MongoProgram> {
  const named = await namedProgram(variables, 'AETHER_MONGOD');
  const file =
    named ??
    (await findExecutable('mongod', searchPath(variables))) ??
    (await namedProgram(variables, 'AETHER_MONGO_STAND_IN')) ??
    (await findExecutable(STAND_IN, [...searchPath(variables), ...cacheOf(variables)]));
  if (file === undefined) {
    throw new AetherError('SERVER_MISSING', 'no MongoDB server was found on this machine', { hint: WAYS });
  }
  return identifyProgram(file, variables);
}

/** Asks the program itself what it is, whatever its file is called. Throws SERVER_VERSION for another one. */
export async function identifyProgram(file: string, variables: Variables): Promise<MongoProgram> {
  const { stdout } = await runProgramOrThrow(file, ['--version'], { variables });
  const found = parseMongoVersion(stdout);
  if (found !== undefined) return { file, ...found };
  throw new AetherError('SERVER_VERSION', `${file} is not a MongoDB server: it says "${firstLine(stdout)}"`, {
    hint: WAYS,
  });
}

/** From `db version v8.0.4` or `secantusd-rs 0.5.3`; undefined for anything else. */
export function parseMongoVersion(text: string): Omit<MongoProgram, 'file'> | undefined {
  const [, mongod] = /^db version v(\S+)/m.exec(text) ?? [];
  if (mongod !== undefined) return { label: `MongoDB ${mongod}`, isStandIn: false, version: mongod };
  const [, secantus] = /^secantusd(?:-rs)? (\S+)/m.exec(text) ?? [];
  if (secantus === undefined) return undefined;
  return { label: standInLabel(`SecantusDB ${secantus}`), isStandIn: true, version: secantus };
}

async function namedProgram(variables: Variables, name: string): Promise<string | undefined> {
  const path = variables[name];
  if (path === undefined || path === '') return undefined;
  const file = await findExecutable(basename(path), [dirname(path)]);
  if (file !== undefined) return file;
  throw new AetherError('SERVER_MISSING', `${name}: ${path} is not an executable file`, { hint: WAYS });
}

function cacheOf(variables: Variables): string[] {
  const home = variables['HOME'];
  return home === undefined ? [] : [join(home, ...CACHE)];
}

function firstLine(text: string): string {
  return text.trim().split('\n')[0] ?? '';
}
