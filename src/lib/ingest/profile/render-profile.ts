import type { TextView } from '../../core/command.ts';
import { formatCount, formatNumberOf } from '../../core/units.ts';
import type { ColumnProfile } from './column-profile.ts';
import { guessFields } from './guess-column.ts';
import { oddities } from './oddities.ts';
import type { FileProfile } from './profile-file.ts';

export function renderProfile(profile: FileProfile, view: TextView): string {
  const { fileName, records, encoding, delimiter, hasHeader } = profile;
  const shape = `${formatNumberOf(records, 'record')}, ${encoding}, fields separated by ${JSON.stringify(delimiter)}`;
  const rows = profile.columns.map((column) => [
    column.name,
    String(guessFields(column)['type']),
    formatCount(column.values),
    formatCount(column.empty),
    column.distinct === undefined ? 'many' : formatCount(column.distinct.size),
    uniqueness(column),
  ]);
  const odd = [
    ...[...profile.broken].map(
      ([rule, count]) => `${view.style.warn(rule)}: ${formatNumberOf(count, 'record')}`,
    ),
    ...profile.columns.flatMap((column) =>
      oddities(column).map((text) => `${view.style.warn(column.name)}: ${text}`),
    ),
  ];
  return [
    `${view.style.strong(fileName)}: ${shape}${hasHeader ? '' : ', no header'}`,
    view.table(['COLUMN', 'TYPE', 'VALUES', 'EMPTY', 'DISTINCT', 'UNIQUE'], rows, {
      drop: ['UNIQUE', 'EMPTY'],
    }),
    odd.length === 0
      ? 'nothing odd'
      : [view.style.strong('Odd'), ...odd.map((line) => `  ${line}`)].join('\n'),
  ].join('\n\n');
}

function uniqueness({ isUnique }: ColumnProfile): string {
  if (isUnique === undefined) return 'unknown';
  return isUnique ? 'yes' : '';
}

/** The profile as data, for `--json`. */
export function profileDocument(profile: FileProfile): object {
  return {
    file: profile.fileName,
    encoding: profile.encoding,
    delimiter: profile.delimiter,
    header: profile.hasHeader,
    records: profile.records,
    broken: Object.fromEntries(profile.broken),
    columns: profile.columns.map(columnDocument),
  };
}

function columnDocument(column: ColumnProfile): object {
  return {
    column: column.name,
    proposed: guessFields(column),
    values: column.values,
    empty: column.empty,
    distinct: column.distinct?.size ?? null,
    unique: column.isUnique ?? null,
    min_chars: column.values === 0 ? null : column.minChars,
    max_chars: column.maxChars,
    pii: column.pii ?? null,
    odd: oddities(column),
  };
}
