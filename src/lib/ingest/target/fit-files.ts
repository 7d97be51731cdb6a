import { AetherError } from '../../core/errors.ts';
import type { EventSink } from '../../core/events.ts';
import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import type { CellFit } from '../columns/cell-fit.ts';
import type { Source } from '../source/source-schema.ts';
import { planLoad } from './plan-load.ts';
import { readInsertTriggers } from './read-insert-triggers.ts';
import { readTarget } from './read-target.ts';

/** Of each file that goes straight into a table: what the table does with its columns, by their names. */
export type FileFits = ReadonlyMap<string, ReadonlyMap<string, CellFit>>;

/**
 * Reads the tables that files go straight into, once, and judges what they do with the values. Says what triggers write
 * in place of the file's values, or that this is unknown. Throws TARGET_CHANGES_VALUES before anything is loaded.
 */
export async function fitFiles(
  { connection, emit }: { readonly connection: MariadbConnection; readonly emit: EventSink },
  database: string,
  { files }: Pick<Source, 'files'>,
): Promise<FileFits> {
  const all = new Map<string, ReadonlyMap<string, CellFit>>();
  const problems: string[] = [];
  for (const [key, { into, columns }] of Object.entries(files)) {
    if (into === undefined) continue;
    const table = await readTarget(connection, { database, table: into });
    // One that does not exist is for whoever needs it.
    if (table.length === 0) continue;
    const plan = planLoad(columns, table);
    problems.push(...plan.problems.map((problem) => `${into}.${problem}`));
    all.set(key, plan.fits);
  }
  if (problems.length > 0) throw changesValues(problems);
  for (const { into, columns } of Object.values(files)) {
    if (into === undefined) continue;
    const message = await describeTriggers(connection, { database, table: into }, columns);
    if (message !== undefined) emit({ type: 'note', ...message });
  }
  return all;
}

async function describeTriggers(
  connection: MariadbConnection,
  place: { readonly database: string; readonly table: string },
  columns: readonly { readonly name: string }[],
): Promise<{ level: 'info' | 'warn'; message: string } | undefined> {
  const { database, table } = place;
  const triggers = await readInsertTriggers(connection, place);
  if (triggers === 'unknown') {
    const message = `${table}: whether triggers change values is unknown, as the account may not see them (GRANT TRIGGER ON ${database}.${table} shows them)`;
    return { level: 'info', message };
  }
  const loaded = new Set(columns.map(({ name }) => name.toLowerCase()));
  const changes = triggers.flatMap(({ name, writes }) => {
    const changed = writes.filter((column) => loaded.has(column));
    return changed.length === 0 ? [] : [`${name} may change ${changed.join(', ')}`];
  });
  if (changes.length === 0) return undefined;
  return { level: 'warn', message: `${table}: of what the file says, trigger ${changes.join('; trigger ')}` };
}

function changesValues(problems: readonly string[]): AetherError {
  return new AetherError(
    'TARGET_CHANGES_VALUES',
    ['the table does not keep what the file says', ...problems.map((line) => `  ${line}`)].join('\n'),
    { hint: 'correct the columns in the source or the table; nothing was loaded', details: { problems } },
  );
}
