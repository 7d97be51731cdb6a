import { constants, existsSync } from 'node:fs';
import { copyFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { AetherError, systemErrorCode } from '../core/errors.ts';
import { packageFile } from '../core/package-root.ts';
import { type LoadedEnvironment, loadEnvironment } from '../infra/config/load-environment.ts';
import type { Context } from '../infra/context.ts';
import type { InitAnswers } from './answers.ts';
import { planEnvironmentFile } from './plan-environment-file.ts';

export interface WrittenEnvironment {
  /** Absolute path. */
  readonly file: string;
  readonly environment: LoadedEnvironment;
}

export interface Target {
  readonly file: string;
  /** Replace an existing file. */
  readonly force: boolean;
}

type Writer = Pick<Context, 'cwd' | 'stateDir' | 'redactor'>;

/** Throws FILE_EXISTS where the file is there and must not be replaced; asked for before the questions are. */
export function refuseExisting(target: Target, cwd: string): void {
  const file = resolve(cwd, target.file);
  if (!target.force && existsSync(file)) throw fileExists(file);
}

/**
 * Writes the environment file, and only once the same text has been loaded successfully.
 * @throws FILE_EXISTS where it is there and `force` is not given; USAGE where the answers contradict one another,
 * as two servers at one address do.
 */
export async function writeEnvironmentFile(
  answers: InitAnswers,
  target: Target,
  context: Writer,
): Promise<WrittenEnvironment> {
  const file = resolve(context.cwd, target.file);
  // Beside the target, so that it can be moved there; a YAML name, so that it is loaded as a file.
  const draft = join(dirname(file), `.${basename(file)}.${process.pid}.yaml`);
  const load = (explicit: string) => loadEnvironment({ ...context, explicit, variables: {} });
  try {
    await writeFile(draft, planEnvironmentFile(answers, schemaReference(dirname(file))));
    await load(draft);
    await (target.force ? rename(draft, file) : copyFile(draft, file, constants.COPYFILE_EXCL));
  } catch (thrown) {
    throw describeFailure(thrown, file);
  } finally {
    await rm(draft, { force: true });
  }
  return { file, environment: await load(file) };
}

function describeFailure(thrown: unknown, file: string): unknown {
  if (thrown instanceof AetherError)
    return thrown.code === 'ENVIRONMENT_INVALID' ? contradiction(thrown) : thrown;
  const code = systemErrorCode(thrown);
  if (code === undefined) return thrown;
  return code === 'EEXIST'
    ? fileExists(file)
    : new AetherError('FILE_UNWRITABLE', `${file} cannot be written (${code})`);
}

/** The places are those of a draft that nobody will see, so the lines are told without them. */
function contradiction(error: AetherError): AetherError {
  const lines = error.message.split('\n').slice(1);
  const messages = lines.map((line) => line.trim().replace(/^\S+ /, ''));
  return new AetherError('USAGE', `the answers contradict one another: ${messages.join('; ')}`, {
    hint: 'give other addresses',
  });
}

function fileExists(file: string): AetherError {
  return new AetherError('FILE_EXISTS', `${file} already exists; not overwritten`, {
    hint: 'name another file with --file, or add --force to replace it',
  });
}

/** Always relative: a path of one machine means nothing on another. */
function schemaReference(directory: string): string {
  const path = relative(directory, packageFile('schema', 'environment.schema.json')).split(sep).join('/');
  return path.startsWith('..') ? path : `./${path}`;
}
