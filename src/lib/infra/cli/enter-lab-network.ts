import { spawn } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { constants } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { AetherError, systemErrorCode } from '../../core/errors.ts';
import { labCommand } from '../../core/lab-command.ts';
import { discoverFiles } from '../config/discover.ts';
import { asRoot } from '../process/as-root.ts';
import type { Command } from './load-command.ts';
import { findStateDir } from './state-dir.ts';

export interface Entrance {
  readonly command: Pick<Command, 'isLocal'>;
  readonly env: string | undefined;
  readonly cwd: string;
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** How this process was started; the same is started again inside. */
  readonly execArgv: readonly string[];
  readonly argv: readonly string[];
}

/**
 * The machines of a lab can be reached only inside the lab's network namespace, and Node cannot enter one. So where
 * the environment is a lab's, the whole command is run once more inside it. Returns its exit code, or undefined
 * where this process is where it should be.
 *
 * A lab is told by the `lab.json` beside its environment file. One that is down is refused: outside, its addresses
 * may be those of strangers.
 * @throws LAB_NOT_UP, LAB_UNSUPPORTED where the user is not root.
 */
export async function enterLabNetwork(entrance: Entrance): Promise<number | undefined> {
  if (entrance.command.isLocal) return undefined;
  const lab = labOf(entrance);
  if (lab === undefined) return undefined;
  const { name, namespace } = lab;
  if (isSameNamespace(namespace, '/proc/self/ns/net')) return undefined;
  if (!isNetworkNamespace(namespace)) {
    throw new AetherError('LAB_NOT_UP', 'the lab of this environment is down', {
      hint: `start it: ${labCommand(name, 'up')}`,
    });
  }
  if (process.getuid?.() !== 0) {
    throw new AetherError('LAB_UNSUPPORTED', 'only root can enter the network of a lab', {
      hint: asRoot(entrance.argv.slice(2), entrance.variables),
    });
  }
  return runInside(namespace, entrance);
}

/** The lab that the environment belongs to, with its network namespace; undefined for all other environments. */
function labOf({ env, cwd, variables }: Entrance): { name: string; namespace: string } | undefined {
  let files: readonly string[];
  try {
    files = discoverFiles({ cwd, variables, explicit: env, stateDir: findStateDir(cwd, variables) });
  } catch {
    // No environment, which a command that needs one says better.
    return undefined;
  }
  const root = dirname(files[0] ?? cwd);
  const text = readIfThere(join(root, 'lab.json'));
  if (text === undefined) return undefined;
  const { namespace } = JSON.parse(text) as { readonly namespace?: string };
  // A lab's directory is called what the lab is: `.aether/lab`, `.aether/labs/two`.
  return namespace === undefined ? undefined : { name: basename(root), namespace };
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (thrown) {
    if (systemErrorCode(thrown) === 'ENOENT') return undefined;
    throw thrown;
  }
}

function isSameNamespace(left: string, right: string): boolean {
  const [one, other] = [left, right].map((path) => statSync(path, { throwIfNoEntry: false }));
  return one !== undefined && one.ino === other?.ino && one.dev === other.dev;
}

/** Not so while "aether lab up" makes it: then it is still an ordinary file. */
function isNetworkNamespace(path: string): boolean {
  const [one, own] = [path, '/proc/self/ns/net'].map((file) => statSync(file, { throwIfNoEntry: false }));
  // All namespaces are files of one file system.
  return one !== undefined && one.dev === own?.dev;
}

async function runInside(namespace: string, { execArgv, argv }: Entrance): Promise<number> {
  const [node = '', ...rest] = argv;
  // Killed together, so that this process stands for the one inside in every respect.
  const inside = [
    `--net=${namespace}`,
    '--',
    'setpriv',
    '--pdeathsig',
    'KILL',
    '--',
    node,
    ...execArgv,
    ...rest,
  ];
  const child = spawn('nsenter', inside, { stdio: 'inherit' });
  // Ctrl-C on a terminal reaches both; a signal sent to this process alone must be passed on.
  const onTerminal = process.stdin.isTTY || process.stderr.isTTY;
  process.on('SIGINT', () => onTerminal || child.kill('SIGINT'));
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  return new Promise((resolve, reject) => {
    child.once('error', (cause) => {
      reject(new AetherError('LAB_UNSUPPORTED', 'the network of the lab cannot be entered', { cause }));
    });
    child.once('close', (code, signal) =>
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])),
    );
  });
}
