import { quoteName } from '../../infra/mariadb/identifiers.ts';
import { showPairs } from '../../infra/mariadb/show-pairs.ts';
import type { Difference } from './comparison.ts';
import type { OpenMember } from './with-sessions.ts';
import type { RecoverContext } from './recovery.ts';

/** Whether all tables have the same rows on several servers. */
export interface TableComparison {
  readonly equal: number;
  readonly busy: readonly string[];
  readonly differences: readonly Difference[];
}

/** How often a table is compared before it counts as different, or as written to. */
const TRIES = 5;
const PAUSE_MS = 200;

/**
 * Compares the rows of all tables but those of the server itself, by CHECKSUM TABLE: it does not depend on the order of rows.
 * A table differs only if it did so while no member committed anything.
 */
export async function compareTables(
  context: Pick<RecoverContext, 'clock' | 'signal'>,
  members: readonly OpenMember[],
): Promise<TableComparison> {
  const [first] = members;
  if (first === undefined) return { equal: 0, busy: [], differences: [] };
  const lists = await Promise.all(members.map(({ session }) => tablesOf(session)));
  const busy: string[] = [];
  const differences: Difference[] = [];
  let equal = 0;
  for (const table of new Set(lists.flat())) {
    const result = await compareTable(context, members, table);
    if (result === 'equal') equal += 1;
    else if (result === 'busy') busy.push(table);
    else differences.push(...result);
  }
  return { equal, busy, differences };
}

async function compareTable(
  { clock, signal }: Pick<RecoverContext, 'clock' | 'signal'>,
  members: readonly OpenMember[],
  table: string,
): Promise<'equal' | 'busy' | Difference[]> {
  let wasQuiet = false;
  let differences: Difference[] = [];
  for (let tried = 0; tried < TRIES; tried += 1) {
    if (tried > 0) await clock.sleep(PAUSE_MS, signal);
    const before = await committedBy(members);
    const sums = await Promise.all(members.map(({ session }) => checksum(session, table)));
    const after = await committedBy(members);
    wasQuiet = before === after;
    const [first] = sums;
    differences = members.flatMap(({ member }, index) =>
      sums[index] === first
        ? []
        : [{ member, what: table, problem: `its rows differ from those on ${members[0]?.member}` }],
    );
    if (differences.length === 0) return 'equal';
  }
  return wasQuiet ? differences : 'busy';
}

type Session = OpenMember['session'];

async function committedBy(members: readonly OpenMember[]): Promise<string> {
  const seen = await Promise.all(
    members.map(({ session }) => showPairs(session, "SHOW GLOBAL STATUS LIKE 'wsrep_last_committed'")),
  );
  return seen.map((status) => status['wsrep_last_committed']).join();
}

/** Quoted names, with their databases. */
async function tablesOf(session: Session): Promise<string[]> {
  const rows = await session.query<{ db: string; name: string }>(
    'SELECT TABLE_SCHEMA AS db, TABLE_NAME AS name FROM information_schema.TABLES ' +
      "WHERE TABLE_TYPE IN ('BASE TABLE', 'SYSTEM VERSIONED') " +
      "AND TABLE_SCHEMA NOT IN ('mysql', 'sys', 'information_schema', 'performance_schema') ORDER BY 1, 2",
  );
  return rows.map(({ db, name }) => `${quoteName(db)}.${quoteName(name)}`);
}

/** A table that is not there has no checksum, which differs from every other. */
async function checksum(session: Session, table: string): Promise<string> {
  const [row] = await session.query<{ Checksum: string | number | null }>(`CHECKSUM TABLE ${table}`);
  return String(row?.Checksum ?? null);
}
