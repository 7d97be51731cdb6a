import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { checkMountable } from '../layout.ts';

/** A finished image: its directory gets its name only when everything is in it. */
export interface Image {
  readonly recipe: string;
  /** Differs each time: two builds of one recipe can have different versions of the packages. */
  readonly build: string;
  readonly root: string;
}

export interface ImageLayout {
  readonly directory: string;
  readonly root: string;
  readonly infoFile: string;
}

/** Where images are kept for all labs of this user: they are the same for all, and take half a minute to build. */
export function imageCache(variables: Readonly<Record<string, string | undefined>>): string {
  const base = variables['XDG_CACHE_HOME'];
  const cache = base?.startsWith('/') === true ? base : join(homedir(), '.cache');
  checkMountable(cache, 'XDG_CACHE_HOME');
  return join(cache, 'aether', 'lab-images');
}

export function imageLayout(cache: string, directory: string): ImageLayout {
  const path = join(cache, directory);
  return { directory: path, root: join(path, 'root'), infoFile: join(path, 'image.json') };
}

/** The name of the directory in which an image is built. */
export function draftName(): string {
  return `.draft-${randomBytes(4).toString('hex')}`;
}

const imageInfo = z.object({ build: z.string() });

/** The image of a recipe; undefined where it is not built yet. */
export async function findImage(cache: string, recipe: string): Promise<Image | undefined> {
  const { root, infoFile } = imageLayout(cache, recipe);
  const text = await readFile(infoFile, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : { recipe, root, ...imageInfo.parse(JSON.parse(text)) };
}
