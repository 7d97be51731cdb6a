import type { RunEvent } from '../../core/events.ts';
import { formatBytes, formatCount, formatSeconds } from '../../core/units.ts';

type Progress = Extract<RunEvent, { type: 'step_progress' }>;

/** `42%  13.1 MiB of 31.0 MiB  22.4 MiB/s  128,000 rows  3 rejects  1.1s left`. */
export function progressLine(progress: Progress, elapsedSeconds: number): string {
  const amount = (value: number) =>
    progress.unit === 'bytes' ? formatBytes(value) : formatCount(Math.round(value));
  const doneNow = progress.done - (progress.done_before ?? 0);
  const rate = elapsedSeconds > 0 ? doneNow / elapsedSeconds : 0;
  const parts: string[] = [];
  if (progress.total === null) {
    parts.push(amount(progress.done));
  } else {
    const share = progress.total === 0 ? 1 : progress.done / progress.total;
    parts.push(`${Math.floor(share * 100)}%`, `${amount(progress.done)} of ${amount(progress.total)}`);
  }
  if (progress.unit !== 'steps' && rate > 0) parts.push(`${amount(rate)}/s`);
  for (const [name, count] of Object.entries(progress.counters ?? {}))
    parts.push(`${formatCount(count)} ${name}`);
  if (progress.total !== null && rate > 0 && progress.done < progress.total) {
    parts.push(`${formatSeconds((progress.total - progress.done) / rate)} left`);
  }
  return parts.join('  ');
}
