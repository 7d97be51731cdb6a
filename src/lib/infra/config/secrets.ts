import { execFile } from 'node:child_process';
import { open } from 'node:fs/promises';
import { promisify } from 'node:util';
import { AetherError, systemErrorCode } from '../../core/errors.ts';
import type { Redactor } from '../../core/redact.ts';
import { whoElseReads } from '../trust/judge-owner.ts';
import { currentCaller } from '../trust/require-trusted.ts';
import { splitWords } from './split-words.ts';

export interface SecretSources {
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly redactor: Redactor;
  /** Makes a path of the environment file absolute. */
  readonly resolvePath: (path: string) => string;
  /** Called with a sentence about a secret that others can read. */
  readonly warn: (message: string) => void;
}

/** A password manager may ask its user to touch a key; longer than this, nobody is there. */
const COMMAND_TIMEOUT_MS = 60_000;

/**
 * Reads secrets when they are needed, each once. Every secret is known to the redactor before anybody gets it.
 * @throws SECRET_UNAVAILABLE where the variable, the file or the command gives none.
 */
export function createSecretReader(sources: SecretSources): (reference: string) => Promise<string> {
  const known = new Map<string, Promise<string>>();
  return (reference) => {
    const earlier = known.get(reference);
    if (earlier !== undefined) return earlier;
    const secret = readSecret(reference, sources).then((text) => {
      if (text === '') throw unavailable(reference, 'is empty');
      sources.redactor.add(text);
      return text;
    });
    known.set(reference, secret);
    return secret;
  };
}

async function readSecret(reference: string, sources: SecretSources): Promise<string> {
  const colon = reference.indexOf(':');
  const rest = reference.slice(colon + 1).trim();
  switch (reference.slice(0, colon)) {
    case 'env': {
      const text = sources.variables[rest];
      if (text === undefined) throw unavailable(reference, 'is not set');
      return text;
    }
    case 'file':
      return readSecretFile(reference, sources.resolvePath(rest), sources);
    case 'cmd':
      return runSecretCommand(reference, rest);
    default:
      throw new AetherError('BUG', 'a secret reference of an unknown kind passed the validation');
  }
}

async function readSecretFile(reference: string, file: string, sources: SecretSources): Promise<string> {
  try {
    await using handle = await open(file);
    const readers = whoElseReads(await handle.stat(), currentCaller(sources.variables));
    if (readers !== undefined)
      sources.warn(`the secret ${reference} can be read by ${readers}; run: chmod 600 ${file}`);
    return withoutLastNewline(await handle.readFile('utf8'));
  } catch (thrown) {
    throw unavailable(reference, `cannot be read (${systemErrorCode(thrown) ?? 'unknown reason'})`);
  }
}

/** Runs without a shell. What the command printed never gets into an error: it may hold the secret. */
async function runSecretCommand(reference: string, text: string): Promise<string> {
  const [command, ...args] = splitWords(text) ?? [];
  if (command === undefined) throw unavailable(reference, 'has a quote that is not closed');
  try {
    const running = promisify(execFile)(command, args, { timeout: COMMAND_TIMEOUT_MS, encoding: 'utf8' });
    // A command that reads its input would otherwise wait for one that never comes.
    running.child.stdin?.end();
    const { stdout } = await running;
    return withoutLastNewline(stdout);
  } catch (thrown) {
    throw unavailable(reference, describeFailure(thrown));
  }
}

function describeFailure(thrown: unknown): string {
  if (typeof thrown === 'object' && thrown !== null && 'killed' in thrown && thrown.killed === true) {
    return `gave no answer in ${COMMAND_TIMEOUT_MS / 1000} s`;
  }
  const code = typeof thrown === 'object' && thrown !== null && 'code' in thrown ? thrown.code : undefined;
  return typeof code === 'number' ? `ended with exit code ${code}` : `cannot be run (${String(code)})`;
}

function withoutLastNewline(text: string): string {
  return text.replace(/\r?\n$/, '');
}

const HINTS: Readonly<Record<string, string>> = {
  env: 'set the variable, or change the reference in the environment file',
  file: 'write the secret into that file, readable by you alone, or change the reference in the environment file',
  cmd: 'run the command by hand to see why, or change the reference in the environment file',
};

function unavailable(reference: string, why: string): AetherError {
  const kind = reference.slice(0, reference.indexOf(':'));
  return new AetherError('SECRET_UNAVAILABLE', `the secret ${reference} ${why}`, { hint: HINTS[kind] ?? '' });
}
