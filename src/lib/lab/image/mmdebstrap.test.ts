import { describe, expect, it } from 'vitest';
import { buildCommand, STAGE_COUNT, stageOf } from './mmdebstrap.ts';
import { debianOf } from '../debian-release.ts';
import { labRecipe, recipeHash } from './recipe.ts';

const RECIPE = labRecipe({ 'prepare.sh': 'a', 'collect-packages.sh': 'b' }, 'http://deb.debian.org/debian');

describe('building an image', () => {
  it('comes nearer to its end with every stage', () => {
    const lines = [
      'I: automatically chosen mode: root',
      'I: running apt-get update...',
      'Get:1 http://deb.debian.org/debian trixie InRelease',
      'I: extracting archives...',
      'I: preparing the machines',
      'I: success in 30.9671 seconds',
    ];
    expect(lines.map(stageOf)).toEqual([undefined, 0, undefined, 2, 6, STAGE_COUNT]);
  });

  it('dies with the process that began it', () => {
    const command = buildCommand(RECIPE, '/cache/root', '/scripts');
    expect(command.slice(0, 3)).toEqual(['setpriv', '--pdeathsig', 'KILL']);
    expect(command).toContain('--kill-child');
    expect(command.at(-2)).toBe('/cache/root');
  });

  it('has the packages that its Debian has', () => {
    const old = labRecipe(RECIPE.scripts, RECIPE.mirror, debianOf('12'));
    expect(buildCommand(old, '/cache/root', '/scripts').slice(-3)).toEqual([
      'bookworm',
      '/cache/root',
      RECIPE.mirror,
    ]);
    expect(RECIPE.offered.filter((name) => !old.offered.includes(name))).toEqual(['sudo-rs']);
  });

  it('is needed again when anything that goes in has changed', () => {
    const hash = recipeHash(RECIPE);
    expect(recipeHash({ ...RECIPE })).toBe(hash);
    expect(recipeHash({ ...RECIPE, offered: [...RECIPE.offered, 'jq'] })).not.toBe(hash);
    expect(recipeHash({ ...RECIPE, scripts: { ...RECIPE.scripts, 'prepare.sh': 'c' } })).not.toBe(hash);
  });
});
