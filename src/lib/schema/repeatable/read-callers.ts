import type { Databases } from '../../infra/config/databases.ts';
import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import { mentionedNames } from './mentioned-names.ts';
import { type LedgerRepeatable, repeatableKey, type RepeatableName } from './repeatable.ts';

interface TriggerRow {
  readonly schema: string;
  readonly name: string;
  readonly text: string;
}

/**
 * The routines without a file that a trigger calls which stays: each by its key, with the name of one such trigger. Without
 * the routine every write to the table would fail (1305).
 * @param admin the server shows the text of a trigger to nobody else but its definer
 */
export async function readCallers(
  admin: MariadbConnection,
  databases: Databases,
  {
    ledger,
    files,
  }: { readonly ledger: readonly LedgerRepeatable[]; readonly files: readonly RepeatableName[] },
): Promise<ReadonlyMap<string, string>> {
  const keys = new Set(files.map((file) => repeatableKey(file)));
  const gone = ledger.filter((row) => !keys.has(repeatableKey(row)));
  const routines = gone.filter(({ type }) => type === 'function' || type === 'procedure');
  if (routines.length === 0) return new Map();
  const dropped = new Set(gone.filter(({ isAdopted }) => !isAdopted).map((row) => repeatableKey(row)));
  const schemas = Object.entries(databases);
  const rows = await admin.query<TriggerRow>(
    `SELECT trigger_schema AS \`schema\`, trigger_name AS name, action_statement AS text
       FROM information_schema.triggers WHERE trigger_schema IN (?, ?, ?, ?)`,
    schemas.map(([, schema]) => schema),
  );
  const staying = rows.filter(({ schema, name }) => {
    const database = schemas.find(([, each]) => each === schema)?.[0] as keyof Databases;
    const key = repeatableKey({ database, type: 'trigger', name });
    return !dropped.has(key) && !keys.has(key);
  });
  const names = staying.map(({ name, text }) => ({ name, mentioned: mentionedNames(text) }));
  const callers = new Map<string, string>();
  for (const routine of routines) {
    const caller = names.find(({ mentioned }) => mentioned.has(routine.name.toLowerCase()));
    if (caller !== undefined) callers.set(repeatableKey(routine), caller.name);
  }
  return callers;
}
