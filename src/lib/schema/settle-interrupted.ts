import { AetherError } from '../core/errors.ts';
import type { MariadbConnection } from '../infra/mariadb/connection.ts';
import { describeTarget } from '../infra/mariadb/target.ts';
import { compareFingerprints, fingerprintObjects } from './fingerprint.ts';
import type { LedgerStep, MigrationStatement } from './migration.ts';

/** How a statement stands whose run died inside it. */
export type Settled = 'done' | 'pending';

/** What the person said with `--resolve VERSION:STEP=done|pending`, by `VERSION:STEP`. */
export type Resolutions = ReadonlyMap<string, Settled>;

/**
 * Finds out whether an interrupted statement took effect: first ends its session where it still runs on this server,
 * then compares its objects with their fingerprint from before. DML is never in doubt, as its ledger row is part
 * of its transaction. Throws MIGRATION_UNCERTAIN where only a person can tell.
 */
export async function settleInterrupted(
  connection: MariadbConnection,
  statement: MigrationStatement,
  interrupted: LedgerStep,
): Promise<Settled> {
  await endSession(connection, interrupted);
  const { kind } = statement;
  // The run died before it could say what the objects were: then the statement had not been sent.
  if (kind.rerunnable || (kind.class === 'ddl' && interrupted.beforeFingerprint === null)) return 'pending';
  if (kind.class === 'unknown' || kind.class === 'account')
    throw uncertain(statement, 'nothing tells whether it took effect');
  if (kind.class !== 'ddl' || interrupted.beforeFingerprint === null) return 'pending';
  const after = await fingerprintObjects(connection, kind.objects);
  const verdict = compareFingerprints(interrupted.beforeFingerprint, after);
  if (verdict === 'some') throw uncertain(statement, 'only some of its objects have changed');
  return verdict === 'all' ? 'done' : 'pending';
}

/** A DDL statement goes on in the server when its client dies; two at once would be worse than waiting. */
async function endSession(connection: MariadbConnection, interrupted: LedgerStep): Promise<void> {
  if (interrupted.server !== describeTarget(connection.target)) return;
  for (;;) {
    const [running] = await connection.query(
      `SELECT id FROM information_schema.processlist
        WHERE id = ? AND id <> CONNECTION_ID() AND command <> 'Sleep' AND info LIKE '%aether run=%'`,
      [interrupted.connectionId],
    );
    if (running === undefined) return;
    await connection.query('DO SLEEP(0.2)');
  }
}

function uncertain(statement: MigrationStatement, why: string): AetherError {
  const { file, line } = statement.location;
  return new AetherError(
    'MIGRATION_UNCERTAIN',
    `${file}:${line}: an earlier run died inside statement ${statement.stepNo}, and ${why}`,
    { location: statement.location, details: { statement: statement.text.slice(0, 200) } },
  );
}
