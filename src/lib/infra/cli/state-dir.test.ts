import { chmodSync, lchownSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findStateDir } from './state-dir.ts';

let top = '';
beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), 'aether-state-'));
  mkdirSync(join(top, 'shop', 'files'), { recursive: true });
});
afterEach(() => rmSync(top, { recursive: true, force: true }));

const found = (...below: string[]) => findStateDir(join(top, ...below), {});
const refused = expect.objectContaining({ code: 'FILE_NOT_TRUSTED', exitCode: 78 }) as unknown;

describe('where the state directory is', () => {
  it('is beside the nearest aether.yaml above', () => {
    writeFileSync(join(top, 'aether.yaml'), '');
    expect(found('shop', 'files')).toBe(join(top, '.aether'));
  });

  it('is the one above that has a sandbox', () => {
    mkdirSync(join(top, '.aether', 'sandbox'), { recursive: true });
    expect(found('shop')).toBe(join(top, '.aether'));
  });

  it('is not one above that holds logs only', () => {
    mkdirSync(join(top, '.aether', 'runs'), { recursive: true });
    expect(found('shop')).toBe(join(top, 'shop', '.aether'));
    expect(found()).toBe(join(top, '.aether'));
  });

  it('is not looked for above the repository', () => {
    writeFileSync(join(top, 'aether.yaml'), '');
    mkdirSync(join(top, 'shop', '.git'));
    expect(found('shop', 'files')).toBe(join(top, 'shop', 'files', '.aether'));
  });

  it('takes an empty AETHER_STATE_DIR for unset', () => {
    expect(findStateDir(top, { AETHER_STATE_DIR: '' })).toBe(join(top, '.aether'));
    expect(findStateDir(top, { AETHER_STATE_DIR: 'state' })).toBe(join(top, 'state'));
  });
});

describe('a state directory that somebody else may have put there', () => {
  it('is refused if it is a symbolic link', () => {
    symlinkSync(join(top, 'shop'), join(top, '.aether'));
    expect(() => found()).toThrow(refused);
  });

  it('is refused if a part of it is a symbolic link', () => {
    mkdirSync(join(top, '.aether'));
    symlinkSync('/etc', join(top, '.aether', 'runs'));
    expect(() => found()).toThrow(refused);
    expect(findStateDir(top, { AETHER_STATE_DIR: join(top, '.aether') })).toBe(join(top, '.aether'));
  });

  it('is refused if everybody may write it', () => {
    mkdirSync(join(top, '.aether'));
    chmodSync(join(top, '.aether'), 0o777);
    expect(() => found()).toThrow(/can be written by every user/);
  });

  it.skipIf(process.getuid?.() !== 0)('is refused if it belongs to another user (needs root)', () => {
    mkdirSync(join(top, '.aether'));
    lchownSync(join(top, '.aether'), 1666, 1666);
    expect(() => found()).toThrow(/belongs to another user \(uid 1666\)/);
    expect(findStateDir(top, { SUDO_UID: '1666', SUDO_GID: '1666' })).toBe(join(top, '.aether'));
  });
});
