import { AetherError } from '../core/errors.ts';
import type { MariadbConnection } from '../infra/mariadb/connection.ts';
import { awaitStatement, type Wait } from './await-statement.ts';
import type { OpenEarlierServer } from './earlier-server.ts';
import { compareFingerprints, fingerprintObjects } from './fingerprint.ts';
import type { LedgerStatement, Migration, MigrationStatement } from './migration.ts';
import { type Settled, resolveHint } from './resolutions.ts';

/** How long a statement is waited for that a server still runs for an earlier run. */
const WAIT_SECONDS = 120;

/** A statement of which the ledger leaves open whether it took effect. */
export interface Doubt {
  readonly migration: Migration;
  readonly statement: MigrationStatement;
  readonly interrupted: LedgerStatement;
  /** What the person said of it. */
  readonly said: Settled | undefined;
}

export interface SettleTools {
  readonly connection: MariadbConnection;
  readonly openEarlierServer: OpenEarlierServer;
}

/**
 * Finds out whether a statement took effect whose run died inside it, or that the server refused half-way: first waits
 * until no server runs it any more, then compares its objects with their fingerprint from before. DML is never
 * in doubt, as its ledger row is part of its transaction.
 * @throws MIGRATION_RUNNING if it does not end in time, MIGRATION_UNCERTAIN if only a person can see what it did.
 */
export async function settleInterrupted(wait: Wait, tools: SettleTools, doubt: Doubt): Promise<Settled> {
  const { statement, interrupted, said } = doubt;
  const silent = await awaitEnd(wait, tools, doubt);
  if (said !== undefined) return said;
  if (silent !== undefined) throw uncertain(doubt, silent);
  const { kind } = statement;
  const isSame = interrupted.checksum === statement.checksum;
  const ranAs = isSame ? kind.class : interrupted.kind;
  if (isSame && kind.rerunnable) return 'pending';
  if (ranAs === 'unknown' || ranAs === 'account')
    throw uncertain(doubt, 'nothing shows whether it took effect');
  // The run died before it could say what the objects were: then the statement had not been sent.
  if (ranAs !== 'ddl' || interrupted.beforeFingerprint === null) return 'pending';
  return compare(tools.connection, doubt, interrupted.beforeFingerprint);
}

async function compare(connection: MariadbConnection, doubt: Doubt, before: string): Promise<Settled> {
  const { statement, interrupted } = doubt;
  const verdict = compareFingerprints(before, await fingerprintObjects(connection, statement.kind.objects));
  if (verdict === 'none') return 'pending';
  if (verdict === 'some') throw uncertain(doubt, 'only some of its objects have changed');
  if (interrupted.checksum === statement.checksum) return 'done';
  throw uncertain(doubt, 'the statement in the file is a different one now');
}

/** Returns why nobody knows whether the statement still runs, if that is so. */
async function awaitEnd(
  wait: Wait,
  { connection, openEarlierServer }: SettleTools,
  { interrupted, statement }: Doubt,
): Promise<string | undefined> {
  const earlier = await openEarlierServer(interrupted.server, connection);
  if (earlier.state === 'gone') return undefined;
  if (earlier.state === 'unknown') return `${interrupted.server} may still run it: ${earlier.why}`;
  await using server = earlier;
  await awaitStatement(wait, server.connection, {
    id: interrupted.connectionId,
    location: statement.location,
    seconds: WAIT_SECONDS,
  });
  return undefined;
}

function uncertain({ migration, statement, interrupted }: Doubt, why: string): AetherError {
  const { file, line } = statement.location;
  const what = interrupted.error === null ? 'an earlier run died inside' : 'the server refused a part of';
  return new AetherError(
    'MIGRATION_UNCERTAIN',
    `${file}:${line}: ${what} statement ${statement.stepNo}, and ${why}`,
    {
      location: statement.location,
      hint: resolveHint(migration, statement),
      details: {
        statement: statement.text.slice(0, 200),
        server: interrupted.server,
        error: interrupted.error,
      },
    },
  );
}
