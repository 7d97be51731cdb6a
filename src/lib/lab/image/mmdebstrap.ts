import { join } from 'node:path';
import { quoteArgument } from '../../infra/ssh/command/quote.ts';
import type { Recipe } from './recipe.ts';

/** What mmdebstrap says at the start of each stage, in order; ours come from the hooks. */
const STAGES = [
  'running apt-get update',
  'downloading packages',
  'extracting archives',
  'installing essential packages',
  'installing remaining packages',
  'collecting the package repository',
  'preparing the machines',
  'cleaning',
  'success',
] as const;

export const STAGE_COUNT = STAGES.length;

/** How many stages are over when mmdebstrap says this line; undefined for all other lines. */
export function stageOf(line: string): number | undefined {
  const said = /^I: (.*)/.exec(line)?.[1];
  const index = STAGES.findIndex((stage) => said?.startsWith(stage));
  return index === -1 ? undefined : index + (index === STAGES.length - 1 ? 1 : 0);
}

/** In namespaces of its own, and killed with the process that starts it. */
const ALONE =
  'setpriv --pdeathsig KILL -- unshare --mount --propagation=private --pid --fork --kill-child --mount-proc --'.split(
    ' ',
  );

/**
 * The command line that builds the recipe's image in the directory `root`.
 * An image that was begun and given up leaves a directory behind, but neither mounts nor processes.
 */
export function buildCommand(recipe: Recipe, root: string, scriptsDir: string): readonly string[] {
  const inImage = (script: string, args: readonly string[]) =>
    ['chroot "$1" sh -s --', ...args, '<', quoteArgument(join(scriptsDir, script))].join(' ');
  const options = [
    '--mode=root',
    '--variant=apt',
    '--format=directory',
    '--skip=cleanup/apt',
    `--include=${recipe.installed.join(',')}`,
    '--aptopt=APT::Install-Recommends "false"',
    '--dpkgopt=force-unsafe-io',
    `--customize-hook=echo 'I: collecting the package repository' >&2; ${inImage('collect-packages.sh', recipe.offered)}`,
    // Last: it takes the name server away.
    `--customize-hook=echo 'I: preparing the machines' >&2; ${inImage('prepare.sh', [])}`,
    recipe.suite,
    root,
    recipe.mirror,
  ];
  return [...ALONE, 'mmdebstrap', ...options];
}
