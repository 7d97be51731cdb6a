import type { TextView } from '../../core/command.ts';
import { formatBytes, formatCount, formatNumberOf, formatSeconds } from '../../core/units.ts';
import type { DdlChange, DdlChanges } from './read-ddl-changes.ts';

const SHOWN_HOLDERS = 3;

/** What each change of a table asks for and meets, then what holds for all of them. */
export function renderDdlChanges(found: DdlChanges, view: TextView): string {
  const { changes, galera } = found;
  const lines = changes.flatMap((change) => [
    `  ${change.place}  ${change.table}: ALGORITHM=${change.algorithm} LOCK=${change.lock}, ${describeWork(change)}`,
    ...(found.holders_known === 'tables' ? describeHolders(change, galera !== null) : []),
  ]);
  return [
    view.style.strong('Changes of existing tables'),
    ...lines,
    ...notesOf(found).map((note) => `  ${view.style.dim(note)}`),
  ].join('\n');
}

function describeWork({
  copies_at_most: copies,
  about_rows: rows,
  about_bytes: bytes,
  algorithm,
}: DdlChange) {
  const size = `about ${formatNumberOf(rows, 'row')} (${formatBytes(bytes)})`;
  if (copies > 0) return `${algorithm === 'COPY' ? 'copies' : 'copies at most'} ${size}`;
  return algorithm === 'INSTANT' || algorithm === 'NOCOPY' ? 'copies no rows' : `reads at most ${size}`;
}

function describeHolders({ holders }: Pick<DdlChange, 'holders'>, isGalera: boolean): string[] {
  const shown = holders
    .slice(0, SHOWN_HOLDERS)
    .map(({ session, account, seconds }) => `session ${session} of ${account} (${formatSeconds(seconds)})`);
  const more = holders.length - shown.length;
  if (more > 0) shown.push(`${formatCount(more)} more`);
  if (shown.length === 0) return [];
  return [`    ${isGalera ? 'ends the transaction of' : 'waits for'} ${shown.join(', ')}`];
}

function notesOf({ changes, holders_known: known, alter_algorithm: by, galera }: DdlChanges): string[] {
  const [first] = changes;
  const open = known === 'tables' || first === undefined ? [] : describeHolders(first, galera !== null);
  return [
    ...open.map(
      (line) => `open transactions, tables not known: if it uses one of these tables, it ${line.trim()}`,
    ),
    ...(changes.some(({ algorithm }) => algorithm === 'DEFAULT')
      ? [
          by === null || by === 'DEFAULT'
            ? 'ALGORITHM=DEFAULT: the server takes the first that can do it of INSTANT, NOCOPY, INPLACE and COPY'
            : `ALGORITHM=DEFAULT: ${by}, by the variable alter_algorithm`,
        ]
      : []),
    ...(changes.some(({ lock }) => lock === 'DEFAULT')
      ? ['LOCK=DEFAULT: the weakest lock that the change allows; reads and writes wait if it allows none']
      : []),
    ...(galera === null
      ? []
      : [
          galera.method === 'TOI'
            ? `Galera: each of them runs on ${galera.members} members at the same time (TOI); until it ends, every write of the cluster waits`
            : `Galera: wsrep_OSU_method is ${galera.method}: they run on this member alone`,
        ]),
  ];
}
