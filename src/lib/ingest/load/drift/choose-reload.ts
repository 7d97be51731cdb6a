import { formatCount, formatNumberOf } from '../../../core/units.ts';
import { quoteName, quoteQualified } from '../../../infra/mariadb/identifiers.ts';
import { chainOf } from '../delivery/earlier-chunks.ts';
import type { CompleteFile, DriftNeeds } from './find-lost.ts';
import { loadedRows } from './loaded-rows.ts';
import { countRowsUpTo } from './table-rows.ts';

/**
 * The complete files that --force loads again. Of those that went straight into a table only the ones whose rows are
 * missing there: the others would be loaded twice. Steps compare, so a staged file may always be loaded again.
 */
export async function chooseReload(
  run: DriftNeeds,
  files: readonly CompleteFile[],
): Promise<ReadonlySet<number>> {
  const chosen: CompleteFile[] = [];
  for (const into of new Set(files.map(({ input }) => input.spec.into))) {
    const group = files.filter(({ input }) => input.spec.into === into);
    chosen.push(...(into === undefined ? group : await chooseDirect(run, into, group)));
  }
  return new Set(chosen.map(({ file }) => file.fileId));
}

async function chooseDirect(
  run: DriftNeeds,
  table: string,
  files: readonly CompleteFile[],
): Promise<CompleteFile[]> {
  const numbered: CompleteFile[] = [];
  const others: CompleteFile[] = [];
  for (const item of files) {
    const { file_id_column: column } = item.input.spec;
    if (column === undefined) others.push(item);
    else if (await isGone(run, table, { column, item })) numbered.push(item);
  }
  if (others.length === 0) return numbered;
  return [...numbered, ...((await haveRoom(run, table, others)) ? others : [])];
}

/** Whether no row has the number of the file. */
async function isGone(
  run: DriftNeeds,
  table: string,
  { column, item: { input, file } }: { readonly column: string; readonly item: CompleteFile },
): Promise<boolean> {
  if (file.state === 'replacing') return true;
  const chain = await chainOf(run.connection, run.databases.meta, file.fileId);
  const found = await countAll(run, table, `WHERE ${quoteName(column)} IN (${chain.join(', ')})`);
  if (found > 0)
    warn(run, `${input.file.path}: ${formatNumberOf(found, 'row')} of it in ${table}; --force leaves it`);
  return found === 0;
}

/** Whether at least as many rows are missing as the files would load. */
async function haveRoom(run: DriftNeeds, table: string, files: readonly CompleteFile[]): Promise<boolean> {
  let toLoad = 0;
  for (const { file } of files) toLoad += (await run.ledger.totals(file.fileId)).accepted;
  const missing =
    (await loadedRows(run.connection, run.databases.meta, table)) - (await countAll(run, table));
  if (missing >= toLoad) return true;
  const [first, ...more] = files.map(({ input }) => input.file.path);
  const names = more.length === 0 ? first : `${first} and ${formatNumberOf(more.length, 'other file')}`;
  warn(
    run,
    `${names}: loaded ${formatNumberOf(toLoad, 'row')} into ${table}, of which ${formatCount(Math.max(missing, 0))} may be missing; --force leaves them, as rows would be there twice`,
  );
  return false;
}

function warn({ context }: DriftNeeds, message: string): void {
  context.emit({ type: 'note', level: 'warn', message });
}

/** Rows of a table that may not be read are taken to be there. */
async function countAll({ connection, databases }: DriftNeeds, table: string, where = ''): Promise<number> {
  const name = quoteQualified(databases.data, table);
  const found = await countRowsUpTo(connection, `${name} ${where}`, Number.MAX_SAFE_INTEGER);
  if (found === 'no table') return 0;
  return found === 'unknown' ? Number.MAX_SAFE_INTEGER : found;
}
