import { recordTable } from '../infra/audit/audit-database.ts';
import { databasesOf } from '../infra/config/databases.ts';
import type { Context } from '../infra/context.ts';
import type { SqlValue } from '../infra/mariadb/connection.ts';
import { auditOff, requireAudit } from './audit-settings.ts';
import { requireTable } from './require-table.ts';
import type { TextView } from '../core/command.ts';

export interface SearchRequest {
  readonly table?: string | undefined;
  /** The values of the primary key, in its order. */
  readonly key?: readonly string[] | undefined;
  /** The beginning of the account: `aether_admin` or `aether_admin@10.0.0.1`. */
  readonly actor?: string | undefined;
  /** UTC, as MariaDB writes it. */
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  readonly limit: number;
}

/** A record as it is shown; its hashes are for `audit verify`. */
export interface FoundRecord {
  readonly audit_id: string;
  readonly chain: string;
  readonly occurred_at: string;
  readonly actor: string;
  readonly claimed_actor: string | null;
  readonly connection_id: string;
  readonly table_name: string;
  readonly operation: string;
  readonly row_key: string;
  readonly changes: Readonly<Record<string, unknown>>;
}

/** The newest records that match, the newest first. Reads one server. Throws AUDIT_OFF, USAGE. */
export async function searchAudit(context: Context, request: SearchRequest): Promise<FoundRecord[]> {
  const { config } = await context.environment();
  if (config.audit === undefined) throw auditOff();
  const databases = databasesOf(config.mariadb.database);
  const connector = await context.mariadb('admin');
  await using session = await connector.open();
  await requireAudit(session, databases);
  await requireTable(session, databases, request);
  const { where, values } = conditionsOf(request);
  const rows = await session.query<Omit<FoundRecord, 'changes'> & { changes: string }>(
    `SELECT CAST(audit_id AS CHAR) AS audit_id, chain, CAST(occurred_at AS CHAR) AS occurred_at, actor, claimed_actor,
            CAST(connection_id AS CHAR) AS connection_id, table_name, operation, row_key, changes
       FROM ${recordTable(databases.data)} AS r ${where} ORDER BY r.audit_id DESC LIMIT ${request.limit}`,
    values,
  );
  return rows.map((row) => ({ ...row, changes: readChanges(row.changes) }));
}

/** What somebody has spoilt must not hide the other records: `audit verify` names it. */
function readChanges(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return { 'not readable': text };
  }
}

function conditionsOf({ table, key, actor, since, until }: SearchRequest) {
  const wanted: (readonly [string, SqlValue | undefined])[] = [
    ['table_name = ?', table],
    ['row_key = ?', key === undefined ? undefined : `[${key.map((part) => JSON.stringify(part)).join(',')}]`],
    ['occurred_at >= ?', since],
    ['occurred_at < ?', until],
  ];
  const given = wanted.filter((each): each is readonly [string, SqlValue] => each[1] !== undefined);
  const byActor = actor === undefined ? [] : ["(actor = ? OR SUBSTRING_INDEX(actor, '@', 1) = ?)"];
  const all = [...given.map(([condition]) => condition), ...byActor];
  return {
    where: all.length === 0 ? '' : `WHERE ${all.join(' AND ')}`,
    values: [...given.map(([, value]) => value), ...(actor === undefined ? [] : [actor, actor])],
  };
}

/** A table of the records. */
export function renderRecords(records: readonly FoundRecord[], view: TextView): string {
  if (records.length === 0) return 'no record matches';
  return view.table(
    ['time (UTC)', 'who', 'what', 'row', 'changes'],
    records.map((record) => [
      record.occurred_at,
      record.claimed_actor === null ? record.actor : `${record.actor} (claims ${record.claimed_actor})`,
      `${record.operation} ${record.table_name}`,
      record.row_key,
      Object.keys(record.changes).join(', '),
    ]),
  );
}
