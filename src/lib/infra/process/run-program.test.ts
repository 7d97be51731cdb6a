import { describe, expect, it } from 'vitest';
import { AetherError } from '../../core/errors.ts';
import { runProgram, runProgramOrThrow } from './run-program.ts';

const variables = process.env;

describe('runProgram', () => {
  it('returns what the program said and how it ended', async () => {
    const result = await runProgram('sh', ['-c', 'cat; echo bad >&2; exit 3'], { variables, input: 'in' });
    expect(result).toEqual({ exitCode: 3, stdout: 'in', stderr: 'bad\n' });
  });

  it('keeps the end of a long talk, and does not mind a program that reads no input', async () => {
    const long = 'head -c 3000000 /dev/zero | tr "\\0" x; printf end';
    const { stdout } = await runProgram('sh', ['-c', long], { variables, input: 'x'.repeat(1_000_000) });
    expect(stdout.length).toBeLessThan(1_200_000);
    expect(stdout.endsWith('xend')).toBe(true);
  });

  it('ends the program and all that it has started when the run is cancelled', async () => {
    const controller = new AbortController();
    const started = performance.now();
    const running = runProgram('sh', ['-c', 'sleep 30 & sleep 30'], { variables, signal: controller.signal });
    setTimeout(() => controller.abort(new AetherError('INTERRUPTED', 'interrupted')), 100);
    await expect(running).rejects.toMatchObject({ code: 'INTERRUPTED' });
    expect(performance.now() - started).toBeLessThan(5000);
  });

  it('does not start a program after that', async () => {
    const signal = AbortSignal.abort(new AetherError('INTERRUPTED', 'interrupted'));
    const started = performance.now();
    const running = runProgram('sleep', ['30'], { variables, signal });
    await expect(running).rejects.toMatchObject({ code: 'INTERRUPTED' });
    expect(performance.now() - started).toBeLessThan(15_000);
  });

  it('shows the line that complains where a program fails', async () => {
    const script = 'echo "ERROR 1045: denied"; echo tidying up; exit 1';
    const error = runProgramOrThrow('sh', ['-c', script], { variables });
    await expect(error).rejects.toMatchObject({
      code: 'PROGRAM_FAILED',
      message: 'sh failed: ERROR 1045: denied',
    });
  });
});
