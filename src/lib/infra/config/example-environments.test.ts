import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { packageFile } from '../../core/package-root.ts';
import { createRedactor } from '../../core/redact.ts';
import { loadEnvironment } from './load-environment.ts';

const directory = packageFile('configs', 'environments');

describe('the example environments', () => {
  it.each(readdirSync(directory))('%s is valid, and nothing is advised against', async (name) => {
    const loaded = await loadEnvironment({
      cwd: directory,
      explicit: `./${name}`,
      variables: {},
      stateDir: tmpdir(),
      redactor: createRedactor(),
    });
    expect(`${loaded.config.name}.yaml`).toBe(name);
    expect(loaded.warnings).toEqual([]);
  });
});
