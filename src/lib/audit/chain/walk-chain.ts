import { auditDatabaseOf, recordTable } from '../../infra/audit/audit-database.ts';
import { sha256 } from '../../infra/audit/field-text.ts';
import { RECORD_FIELDS, RECORD_TEXTS, recordHash } from '../../infra/audit/record-fields.ts';
import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import { quoteText } from '../../infra/mariadb/identifiers.ts';

/** What the records of a part of a chain add up to. */
export interface ChainPart {
  /** Where the part begins: the number of a record, which is not in it. */
  readonly from: bigint;
  /** The number of its last record; `from` if it has none. */
  readonly to: bigint;
  readonly records: number;
  /** SHA-256 over the records in their order, and over every part before. */
  readonly tip: string;
  /** The sum of their hashes: the same in any order. */
  readonly sum: string;
  /** Numbers of records that are not what their own hash says. */
  readonly changed: readonly string[];
  /** Records whose time is seconds before that of an earlier one: a clock was set back, or a session set its own time. */
  readonly backwards: readonly string[];
}

export interface PartRequest {
  /** Name of the data database. */
  readonly database: string;
  readonly chain: string;
  readonly from: bigint;
  /** The last number that may be in it; without it, the chain's end. */
  readonly to?: bigint;
  /** The tip of the part before. */
  readonly tip: string;
  /** The most records. */
  readonly limit?: number;
}

/** The tip before the first record. */
export const GENESIS = '0'.repeat(64);
const MODULUS = 1n << 256n;
/** Writers at once take their times and their numbers in different orders. */
const SAME_TIME_MS = 5000;

/** Reads a part of a chain and computes every hash of it again. */
export async function walkChain(session: MariadbConnection, request: PartRequest): Promise<ChainPart> {
  const { from, tip: before } = request;
  let tip = before;
  let to = from;
  let records = 0;
  let sum = 0n;
  let latest = -Infinity;
  const changed: string[] = [];
  const backwards: string[] = [];
  for await (const row of session.stream(selectPart(request))) {
    const [id = '', hash = '', ...fields] = row as (string | null)[];
    if (recordHash(fields) !== hash) changed.push(String(id));
    const at = timeOf(fields);
    if (at < latest - SAME_TIME_MS) backwards.push(String(id));
    latest = Math.max(latest, at);
    tip = nextTip(tip, String(id), String(hash));
    sum = (sum + numberOf(String(hash))) % MODULUS;
    to = BigInt(String(id));
    records += 1;
  }
  return { from, to, records, tip, sum: sum.toString(16).padStart(64, '0'), changed, backwards };
}

/** The time of a record, which is in UTC; NaN if somebody has spoilt it. */
function timeOf(fields: readonly (string | null)[]): number {
  const text = fields[RECORD_FIELDS.indexOf('occurred_at')] ?? '';
  return Date.parse(`${text.replace(' ', 'T')}Z`);
}

/** The tip after one more record. */
export function nextTip(tip: string, id: string, hash: string): string {
  return sha256(`${tip}:${id}:${hash}`);
}

/** A hash as a number; one that somebody has spoilt counts as its text's hash. */
function numberOf(hash: string): bigint {
  return BigInt(`0x${/^[0-9a-f]{64}$/.test(hash) ? hash : sha256(hash)}`);
}

function selectPart({ database, chain, from, to, limit }: PartRequest): string {
  return `SELECT CAST(audit_id AS CHAR), record_hash, ${RECORD_TEXTS.join(', ')}
    FROM ${recordTable(database)}
   WHERE chain = ${quoteText(chain)} AND audit_id > ${from}${to === undefined ? '' : ` AND audit_id <= ${to}`}
   ORDER BY audit_id${limit === undefined ? '' : ` LIMIT ${limit}`}`;
}

/** The name of each chain, with the number of its last record. Throws what the server says if there is no audit. */
export async function readChainEnds(
  session: MariadbConnection,
  database: string,
): Promise<ReadonlyMap<string, bigint>> {
  const rows = await session.query<{ chain: string; last: string }>(
    `SELECT chain, CAST(MAX(audit_id) AS CHAR) AS last FROM ${recordTable(database)} GROUP BY chain ORDER BY chain`,
  );
  return new Map(rows.map(({ chain, last }) => [chain, BigInt(last)]));
}

/** Whether the tables of the audit are on the server. */
export async function hasAudit(session: MariadbConnection, database: string): Promise<boolean> {
  const found = await session.query(
    "SELECT 1 FROM information_schema.tables WHERE table_schema = ? AND table_name = 'audit_record'",
    [auditDatabaseOf(database)],
  );
  return found.length > 0;
}
