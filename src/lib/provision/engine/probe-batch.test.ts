import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parseFiles, seeFiles } from '../files/see-files.ts';
import { batchScript, parseBatch } from './probe-batch.ts';

function run(probes: Readonly<Record<string, string>>) {
  const script = batchScript(new Map(Object.entries(probes)), 'mark');
  return parseBatch(execFileSync('/bin/sh', ['-s'], { input: script, encoding: 'utf8' }), 'mark');
}

describe('a batch of probes', () => {
  it('is cut into what each of them printed, and how it ended', () => {
    const seen = run({
      one: 'echo a; echo @b 3; echo; echo "  c"',
      none: ':',
      unfinished: 'printf x',
      reader: 'cat',
      failed: 'echo why >&2; exit 3',
      unset: 'echo "$nothing"',
    });
    expect(seen.get('one')).toEqual({ text: 'a\n@b 3\n\n  c', exitCode: 0 });
    expect(seen.get('none')).toEqual({ text: '', exitCode: 0 });
    expect(seen.get('unfinished')).toEqual({ text: 'x', exitCode: 0 });
    // Not the rest of the script.
    expect(seen.get('reader')).toEqual({ text: '', exitCode: 0 });
    expect(seen.get('failed')).toEqual({ text: 'why', exitCode: 3 });
    expect(seen.get('unset')?.exitCode).not.toBe(0);
  });

  it('sees files as each probe would alone: mode, owner, content, links and missing paths', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'aether-'));
    onTestFinished(() => rm(directory, { recursive: true }));
    const path = (name: string) => join(directory, name);
    await writeFile(path('one'), 'a\n', { mode: 0o640 });
    await writeFile(path('one more'), 'b', { mode: 0o600 });
    await symlink(path('one'), path('link'));
    const names = ['one', 'one more', 'link', 'none'];
    const files = parseFiles(
      run({ other: seeFiles([path('one')]), all: seeFiles(names.map(path)) }).get('all')?.text ?? '',
    );
    expect(files.map(({ kind, content }) => [kind, content])).toEqual([
      ['file', 'a\n'],
      ['file', 'b'],
      ['odd', ''],
      ['absent', ''],
    ]);
    expect(files.map(({ access }) => access.split(' ')[0])).toEqual(['640', '600', '', '']);
  });

  it('of which one changes its directory and variables is not another one', () => {
    const seen = run({ one: 'cd /; x=1', other: 'echo "${x-none}"' });
    expect(seen.get('other')?.text).toBe('none');
  });
});
