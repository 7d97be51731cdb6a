import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { APPLY_FUNCTIONS } from '../engine/apply-functions.ts';
import { parseFiles, SEE_FUNCTIONS, seeFiles, type SeenFile } from './see-files.ts';
import { changeOfFiles, isAsWanted, type WantedFile } from './wanted-file.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'aether-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const sh = (script: string) =>
  execFileSync('/bin/sh', ['-s'], { input: `set -eu\n${script}`, encoding: 'utf8', stdio: 'pipe' });
const look = (path: string) => parseFiles(sh(SEE_FUNCTIONS + seeFiles([path])));
const owner = () => `${userInfo().username}:${sh('id -gn').trim()}`;

function wantedFile(words: Partial<WantedFile> = {}): WantedFile {
  return { path: join(directory, 'a file'), content: 'one\ntwo\n', mode: '640', owner: owner(), ...words };
}

async function apply(seen: readonly SeenFile[], file: WantedFile): Promise<void> {
  const change = changeOfFiles(seen, [file]);
  sh(`${APPLY_FUNCTIONS}\n${await change!.script()}`);
}

describe('a wanted file', () => {
  it('is made, seen as it is, and changes no more', async () => {
    const file = wantedFile();
    expect(look(file.path)).toEqual([{ path: file.path, kind: 'absent', access: '', content: '' }]);
    await apply(look(file.path), file);
    expect(isAsWanted(look(file.path)[0], file)).toBe(true);
    expect(changeOfFiles(look(file.path), [file])).toBeUndefined();
  });

  it('has a diff with the lines around, without passwords', () => {
    const file = wantedFile({ content: 'one\nport = 2\npassword = new\n' });
    const seen: SeenFile = {
      path: file.path,
      kind: 'file',
      access: `640 ${file.owner}`,
      content: 'one\nport = 1\npassword = old\n',
    };
    const change = changeOfFiles([seen], [file]);
    expect(change?.summary).toBe(`${file.path}: 2 lines added, 2 removed`);
    expect(change?.diff).toEqual([
      `${file.path}:`,
      ' one',
      '-port = 1',
      '-password = (hidden)',
      '+port = 2',
      '+password = (hidden)',
    ]);
  });

  it('changes by its mode alone, and replaces a link without following it', async () => {
    const file = wantedFile();
    writeFileSync(join(directory, 'elsewhere'), 'kept');
    symlinkSync(join(directory, 'elsewhere'), file.path);
    expect(look(file.path)[0]?.kind).toBe('odd');
    await apply(look(file.path), file);
    expect(readFileSync(join(directory, 'elsewhere'), 'utf8')).toBe('kept');
    const other = { ...file, mode: '600' };
    expect(changeOfFiles(look(file.path), [other])?.summary).toContain(`640 ${file.owner} becomes 0600`);
    await apply(look(file.path), other);
    expect(statSync(file.path).mode & 0o777).toBe(0o600);
  });

  it('stays as it was if its check fails', async () => {
    const file = wantedFile();
    await apply(look(file.path), file);
    const bad = { ...file, content: 'bad\n', check: 'grep -q good' };
    await expect(apply(look(file.path), bad)).rejects.toThrow(
      /the check of the new .* failed; the old file is untouched/,
    );
    expect(readFileSync(file.path, 'utf8')).toBe(file.content);
    expect(sh(`ls -A '${directory}'`)).toBe('a file\n');
  });
});
