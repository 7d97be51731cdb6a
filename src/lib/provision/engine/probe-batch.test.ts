import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
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

  it('of which one changes its directory and variables is not another one', () => {
    const seen = run({ one: 'cd /; x=1', other: 'echo "${x-none}"' });
    expect(seen.get('other')?.text).toBe('none');
  });
});
