import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { buildImage } from '../../src/lib/lab/image/build-image.ts';
import { IMAGE_SCRIPTS_DIR, readRecipe } from '../../src/lib/lab/image/lab-image.ts';
import { debianMirror } from '../support/debian-mirror.ts';
import { eventually } from '../support/eventually.ts';
import { fleet } from '../support/fleet.ts';
import { labContext } from '../support/lab-context.ts';

describe('an image whose building is given up', () => {
  // mmdebstrap removes its directory of keys itself only if it comes to an end.
  fleet('leaves nothing in the directory of temporary files', async ({ lab }) => {
    expect(lab.name).not.toBe('');
    const cache = await mkdtemp(join(tmpdir(), 'aether-image-'));
    const leftovers = async () => (await readdir(tmpdir())).filter((name) => name.startsWith('mmdebstrap.'));
    const before = await leftovers();
    try {
      const building = new AbortController();
      const recipe = await readRecipe(debianMirror());
      const built = buildImage(
        { cache, recipe, scriptsDir: IMAGE_SCRIPTS_DIR, onStage: () => undefined },
        labContext(cache, { signal: building.signal }),
      );
      const given = expect(built).rejects.toThrow('This operation was aborted');
      await eventually('mmdebstrap has made its directory of keys', async () =>
        (await readdir(cache, { recursive: true })).find((name) => name.includes('mmdebstrap.gpghome')),
      );
      building.abort();
      await given;
      expect(await leftovers()).toEqual(before);
    } finally {
      await rm(cache, { recursive: true, force: true });
    }
  });
});
