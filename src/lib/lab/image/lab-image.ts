import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { AetherError, systemErrorCode } from '../../core/errors.ts';
import { labCommand } from '../../core/lab-command.ts';
import { debianOf, DEFAULT_RELEASE, type Release } from '../debian-release.ts';
import { SCRIPTS_DIR } from '../lab-scripts.ts';
import { hostLayout, type LabLayout } from '../layout.ts';
import { findImage, type Image } from './image-cache.ts';
import { IMAGE_SCRIPTS, labRecipe, type ImageScript, type Recipe } from './recipe.ts';

export const IMAGE_SCRIPTS_DIR = join(SCRIPTS_DIR, 'image');

/** The recipe of today's image of a Debian. */
export async function readRecipe(mirror: string, release: Release = DEFAULT_RELEASE): Promise<Recipe> {
  const texts = await Promise.all(
    IMAGE_SCRIPTS.map(async (name) => [name, await readFile(join(IMAGE_SCRIPTS_DIR, name), 'utf8')] as const),
  );
  return labRecipe(Object.fromEntries(texts) as Record<ImageScript, string>, mirror, debianOf(release));
}

const imageOfDisk = z.object({ recipe: z.string(), build: z.string(), root: z.string() });

/**
 * The image that a machine's disk was made on, which need not be today's. Throws LAB_NOT_UP where the machine has no
 * disk yet, and LAB_DAMAGED where the image is gone: the disk holds only what differs from it.
 */
export async function imageOfHost(cache: string, layout: LabLayout, name: string): Promise<Image> {
  const { imageFile } = hostLayout(layout, name);
  const text = await readFile(imageFile, 'utf8').catch((thrown: unknown) => {
    if (systemErrorCode(thrown) !== 'ENOENT') throw thrown;
    throw new AetherError('LAB_NOT_UP', `the machine ${name} has no disk yet`, {
      hint: `finish it: ${labCommand(layout.name, 'up')}`,
    });
  });
  const recorded = imageOfDisk.parse(JSON.parse(text));
  const image = await findImage(cache, recorded.recipe);
  if (image?.build === recorded.build) return image;
  throw new AetherError(
    'LAB_DAMAGED',
    `the image that the disk of ${name} was made on is gone from ${cache}`,
    {
      hint: `make the machines again, with empty disks: ${labCommand(layout.name, 'up --fresh')}`,
    },
  );
}
