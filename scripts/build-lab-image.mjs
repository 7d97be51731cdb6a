// Builds the image of the lab's machines if it is not there, so that nobody has to wait for it later.
import { tmpdir } from 'node:os';
import process from 'node:process';

const built = (path) => import(new URL(`../dist/lib/${path}`, import.meta.url).href);
const { systemClock } = await built('core/clock.js');
const { buildImage } = await built('lab/image/build-image.js');
const { imageCache } = await built('lab/image/image-cache.js');
const { IMAGE_SCRIPTS_DIR, readRecipe } = await built('lab/image/lab-image.js');

const controller = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => controller.abort(new Error(signal)));

const mirror = process.env.AETHER_DEBIAN_MIRROR ?? 'http://deb.debian.org/debian';
const context = {
  argv: ['lab', 'up'],
  stateDir: tmpdir(),
  variables: process.env,
  signal: controller.signal,
  clock: systemClock,
  emit: () => undefined,
};
const request = {
  cache: imageCache(process.env),
  recipe: await readRecipe(mirror),
  scriptsDir: IMAGE_SCRIPTS_DIR,
  onStage: () => undefined,
};
const { root } = await buildImage(request, context);
console.log(`the image of the lab's machines: ${root}`);
