import { expect, it } from 'vitest';
import { isSandbox } from './is-sandbox.ts';

it.each([
  [['/w/.aether/sandbox/aether.yaml'], true],
  [['/w/sandbox/aether.yaml'], false],
  [['/w/aether.sandbox.yaml'], false],
  [['/w/.aether/lab/aether.yaml'], false],
  [['/w/.aether/sandbox/aether.yaml', '/w/.aether/sandbox/aether.live.yaml'], false],
])('%j: a sandbox is known by its own file', (files, is) => {
  expect(isSandbox('/w/.aether', { files })).toBe(is);
});
