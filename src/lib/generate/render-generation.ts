import type { TextView } from '../core/command.ts';
import { formatBytes, formatCount, formatNumberOf, formatSeconds } from '../core/units.ts';
import type { Generated, GeneratedFile } from './generate.ts';

/** What was written as the document of `--json`. */
export function generatedDocument({ directory, files, truth, elapsedSeconds }: Generated): object {
  return {
    dry_run: false,
    directory,
    files: files.map(({ name, rows, defects, bytes, sha256 }) => ({ name, rows, defects, bytes, sha256 })),
    truth:
      truth === undefined
        ? null
        : { name: truth.name, rows: truth.rows, bytes: truth.bytes, sha256: truth.sha256 },
    elapsed_seconds: elapsedSeconds,
  };
}

export function renderGenerated(generated: Generated, view: TextView): string {
  const { directory, files, truth, elapsedSeconds } = generated;
  const isDirty = truth !== undefined;
  const head = ['file', 'rows', ...(isDirty ? ['defects'] : []), 'size', 'sha256'];
  const rows = files.map((file) => [
    file.name,
    formatCount(file.rows),
    ...(isDirty ? [formatCount(file.defects)] : []),
    formatBytes(file.bytes),
    file.sha256.slice(0, 16),
  ]);
  const bytes = sum(files, (file) => file.bytes);
  const total = `${formatNumberOf(
    sum(files, (file) => file.rows),
    'row',
  )}, ${formatBytes(bytes)}`;
  const rate = elapsedSeconds > 0 ? `, ${formatBytes(Math.round(bytes / elapsedSeconds))}/s` : '';
  return [
    view.table(head, rows, { drop: ['sha256'] }),
    `${view.style.good('✓')} ${total} in ${directory}, ${formatSeconds(elapsedSeconds)}${rate}`,
    ...(isDirty ? [`  ${formatCount(truth.rows)} defects are listed in ${truth.name}`] : []),
  ].join('\n');
}

function sum(files: readonly GeneratedFile[], of: (file: GeneratedFile) => number): number {
  return files.reduce((total, file) => total + of(file), 0);
}
