import { describe, expect, it } from 'vitest';
import type { Style } from '../../core/command.ts';
import type { RunEvent } from '../../core/events.ts';
import { liveSink } from './live-sink.ts';
import { plainSink } from './plain-sink.ts';
import { quietSink } from './quiet-sink.ts';

const same = (text: string) => text;
const style: Style = { strong: same, dim: same, good: same, warn: same, bad: same };

/** A screen with a clock of its own: `pass` lets time go by second for second. */
function createScreen() {
  const ticks = new Set<() => void>();
  let now = 0;
  let written = '';
  return {
    view: {
      write: (text: string) => void (written += text),
      style,
      seconds: () => now,
      width: () => 60,
      repeat: (_milliseconds: number, work: () => void) => {
        ticks.add(work);
        return () => void ticks.delete(work);
      },
    },
    pass(seconds: number) {
      for (let second = 0; second < seconds; second += 1) {
        now += 1;
        for (const tick of ticks) tick();
      }
    },
    /** What was written since the last look. */
    look() {
      const seen = written;
      written = '';
      return seen;
    },
    isTicking: () => ticks.size > 0,
  };
}

const started = (step: string, host?: string): RunEvent => ({
  type: 'step_started',
  step,
  title: `do ${step}`,
  ...(host === undefined ? {} : { host }),
});
const finished = (step: string, host?: string): RunEvent => ({
  type: 'step_finished',
  step,
  outcome: 'done',
  elapsed_seconds: 2,
  ...(host === undefined ? {} : { host }),
});
const progress = (step: string, done: number): RunEvent => ({
  type: 'step_progress',
  step,
  done,
  total: 10,
  unit: 'steps',
});
const retry = (wait_seconds: number): RunEvent => ({
  type: 'retry',
  host: 'db1',
  code: 'MARIADB_QUERY_FAILED',
  errno: 1213,
  attempt: 1,
  attempts: 8,
  wait_seconds,
});

describe('lines for a pipe', () => {
  it('say when a step starts, and where', () => {
    const screen = createScreen();
    const sink = plainSink(screen.view);
    sink(started('copy', 'db1'));
    sink(started('copy', 'db2'));
    sink(finished('copy', 'db2'));
    expect(screen.look()).toBe('… db1: do copy\n… db2: do copy\n✓ db2: do copy 2.00s\n');
  });

  it('come every 30 s from a step without news, and no longer than it runs', () => {
    const screen = createScreen();
    const sink = plainSink(screen.view);
    sink(started('wait'));
    screen.look();
    screen.pass(29);
    expect(screen.look()).toBe('');
    screen.pass(61);
    expect(screen.look()).toBe(
      [30, 60, 90]
        .map((s) => `  do wait: still running after ${s < 60 ? `${s}s` : `1m${s - 60}s`}\n`)
        .join(''),
    );
    sink(finished('wait'));
    expect(screen.isTicking()).toBe(false);
  });

  it('tell of progress at most every five seconds', () => {
    const screen = createScreen();
    const sink = plainSink(screen.view);
    sink(started('load'));
    screen.look();
    sink(progress('load', 1));
    expect(screen.look()).toBe('');
    screen.pass(5);
    sink(progress('load', 5));
    expect(screen.look()).toBe('  do load: 50%  5 of 10  5.00s left\n');
  });

  it('leave out a pause that is over at once', () => {
    const screen = createScreen();
    const sink = plainSink(screen.view);
    sink(retry(0.2));
    sink(retry(3));
    expect(screen.look()).toBe('! db1: error 1213; attempt 2 of 8 in 3.00s\n');
  });
});

describe('a terminal', () => {
  it('shows every step under way with its elapsed time, which ticks', () => {
    const screen = createScreen();
    const sink = liveSink(screen.view);
    sink(started('a', 'db1'));
    sink(started('b', 'db2'));
    screen.look();
    screen.pass(40);
    const redrawn = '\r\u001B[1A\u001B[J… db1: do a  40s\n… db2: do b  40s';
    expect(screen.look().endsWith(redrawn)).toBe(true);
    sink(finished('a', 'db1'));
    expect(screen.look()).toBe('\r\u001B[1A\u001B[J✓ db1: do a 2.00s\n… db2: do b  40s');
    sink(finished('b', 'db2'));
    expect(screen.look()).toBe('\r\u001B[J✓ db2: do b 2.00s\n');
    expect(screen.isTicking()).toBe(false);
  });

  it('counts the steps that have no room, and cuts lines to its width', () => {
    const screen = createScreen();
    const sink = liveSink(screen.view);
    for (let host = 1; host <= 9; host += 1) sink(started('x'.repeat(80), `db${host}`));
    const lines = screen.look().split('\u001B[J').at(-1)!.split('\n');
    expect(lines).toHaveLength(8);
    expect(lines.at(-1)).toBe('… and 2 more');
    expect(lines[0]).toHaveLength(59);
  });

  it('keeps notes above the steps', () => {
    const screen = createScreen();
    const sink = liveSink(screen.view);
    sink(started('a'));
    screen.look();
    sink({ type: 'note', level: 'warn', message: 'slow', host: 'db1' });
    expect(screen.look()).toBe('\r\u001B[J! db1: slow\n… do a  0s');
  });
});

it('with --quiet there are warnings and failed steps alone', () => {
  let written = '';
  const sink = quietSink((line) => void (written += `${line}\n`), style);
  for (const step of ['copy', 'wait']) sink(started(step));
  sink(progress('copy', 3));
  sink(retry(5));
  sink(finished('wait'));
  sink({ type: 'note', level: 'info', message: 'all is well' });
  sink({ type: 'note', level: 'warn', message: 'the clock is slow' });
  sink({ type: 'step_finished', step: 'copy', outcome: 'failed', elapsed_seconds: 2 });
  expect(written).toBe('! the clock is slow\n✗ do copy 2.00s\n');
});
