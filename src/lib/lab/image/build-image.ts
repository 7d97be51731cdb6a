import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { AetherError, throwIfAborted } from '../../core/errors.ts';
import { runProgramOrThrow } from '../../infra/process/run-program.ts';
import { withDirectoryLock } from '../../infra/state/directory-lock.ts';
import { writeFileAtomic } from '../../infra/state/write-file-atomic.ts';
import type { LabContext } from '../lab-context.ts';
import { draftName, findImage, imageLayout, type Image, type ImageLayout } from './image-cache.ts';
import { buildCommand, STAGE_COUNT, stageOf } from './mmdebstrap.ts';
import { recipeHash, type Recipe } from './recipe.ts';

export interface ImageRequest {
  readonly cache: string;
  readonly recipe: Recipe;
  readonly scriptsDir: string;
  /** Told how many of how many stages are over. */
  readonly onStage: (done: number, total: number) => void;
}

/** Somebody who builds the same image at this moment is nearly done. */
const WAIT_SECONDS = 600;

/**
 * The image of the recipe, built where there is none. It is built under another name and renamed when it is whole,
 * by one process at a time. Throws LAB_IMAGE_FAILED with the last lines of mmdebstrap.
 */
export async function buildImage(request: ImageRequest, context: LabContext): Promise<Image> {
  const hash = recipeHash(request.recipe);
  await mkdir(request.cache, { recursive: true });
  const lock = { ...context, command: 'aether lab up', waitSeconds: WAIT_SECONDS };
  return withDirectoryLock(join(request.cache, 'lock'), lock, async () => {
    const known = await findImage(request.cache, hash);
    if (known !== undefined) return known;
    await removeDrafts(request.cache, context);
    const draft = imageLayout(request.cache, draftName());
    await mkdir(draft.directory);
    await runMmdebstrap(request, draft, context);
    const build = randomBytes(6).toString('hex');
    await writeFileAtomic(draft.infoFile, JSON.stringify({ build, built_at: context.clock.now() }));
    const image = imageLayout(request.cache, hash);
    await rename(draft.directory, image.directory);
    return { recipe: hash, build, root: image.root };
  });
}

/** What builds left behind that were killed. Nothing is mounted there: a build mounts in a namespace of its own. */
async function removeDrafts(cache: string, context: LabContext): Promise<void> {
  const drafts = (await readdir(cache)).filter((name) => name.startsWith('.draft-'));
  for (const draft of drafts) {
    await runProgramOrThrow('rm', ['--one-file-system', '-rf', '--', join(cache, draft)], context);
  }
}

const KEPT_LINES = 20;

async function runMmdebstrap(
  request: ImageRequest,
  { directory, root }: ImageLayout,
  { signal, variables }: LabContext,
): Promise<void> {
  const [file = '', ...args] = buildCommand(request.recipe, root, request.scriptsDir);
  throwIfAborted(signal);
  const child = spawn(file, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
    // Of its own: what a build that is killed leaves there goes with its draft.
    env: { ...variables, TMPDIR: directory },
  });
  const kill = () => child.kill('SIGKILL');
  signal.addEventListener('abort', kill, { once: true });
  const said: string[] = [];
  // The first error; those behind it say that something failed.
  let problem: string | undefined;
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      said.push(line);
      if (said.length > KEPT_LINES) said.shift();
      if (line.startsWith('E: ')) problem ??= line.slice('E: '.length);
      const stage = stageOf(line);
      if (stage !== undefined) request.onStage(stage, STAGE_COUNT);
    });
  }
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  }).finally(() => signal.removeEventListener('abort', kill));
  throwIfAborted(signal);
  if (exitCode === 0) return;
  throw new AetherError(
    'LAB_IMAGE_FAILED',
    `the image cannot be built: ${problem ?? said.at(-1) ?? 'mmdebstrap said nothing'}`,
    {
      hint: `check that ${request.recipe.mirror} can be reached from here, or name another with --mirror`,
      details: { exit_code: exitCode, output: said },
    },
  );
}
