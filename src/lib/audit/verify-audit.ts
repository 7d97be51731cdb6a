import { AetherError } from '../core/errors.ts';
import { runStep } from '../core/run-step.ts';
import { readAuditedTables } from '../infra/audit/audited-table.ts';
import type { Context } from '../infra/context.ts';
import type { MariadbConnection } from '../infra/mariadb/connection.ts';
import { type AuditSettings, readAuditSettings, requireAudit } from './audit-settings.ts';
import type { Checkpoint } from './checkpoint/checkpoint.ts';
import { readSeals } from './checkpoint/checkpoint-files.ts';
import type { AuditFault } from './verify/audit-fault.ts';
import { type ChainState, verifyChains } from './verify/verify-chains.ts';
import { type RowsState, verifyRows } from './verify/verify-rows.ts';
import { verifyTriggers } from './verify/verify-triggers.ts';

export interface VerifiedMember {
  readonly host: string;
  /** Why nothing is known of it; null if it was looked at. */
  readonly unknown: string | null;
  readonly chains: readonly ChainState[];
  readonly tables: readonly RowsState[];
}

export interface AuditReport {
  readonly seals: number;
  readonly sealed_at: string | null;
  readonly members: readonly VerifiedMember[];
  readonly faults: readonly AuditFault[];
}

/**
 * Computes every hash of every chain again on every member, compares them with the seals, and every audited row with the
 * newest record about it. Changes nothing. Throws AUDIT_OFF, AUDIT_KEY_INVALID.
 */
export async function verifyAudit(context: Context): Promise<AuditReport> {
  const settings = await readAuditSettings(context);
  const seals = await readSeals(settings.checkpoints, settings.environment, settings.key);
  const faults: AuditFault[] = seals.faults.map((detail) => ({
    kind: 'checkpoint',
    host: null,
    place: settings.checkpoints,
    detail,
  }));
  const members: VerifiedMember[] = [];
  for (const host of settings.members)
    members.push(await verifyMember(context, { settings, checkpoints: seals.checkpoints, host }, faults));
  return {
    seals: seals.checkpoints.length,
    sealed_at: seals.checkpoints.at(-1)?.sealed_at ?? null,
    members,
    faults,
  };
}

interface Member {
  readonly settings: AuditSettings;
  readonly checkpoints: readonly Checkpoint[];
  readonly host: string | undefined;
}

async function verifyMember(context: Context, member: Member, faults: AuditFault[]): Promise<VerifiedMember> {
  const host = member.host ?? 'server';
  let verified: VerifiedMember = { host, unknown: null, chains: [], tables: [] };
  const step =
    member.host === undefined
      ? { id: 'verify', title: 'verify the audit' }
      : { id: `verify:${host}`, title: 'verify the audit', host };
  await runStep(context, step, async () => {
    try {
      const connector = await context.mariadb('admin');
      await using session = await connector.open(member.host === undefined ? {} : { host: member.host });
      verified = await verifyOn(session, member, faults);
    } catch (thrown) {
      if (!(thrown instanceof AetherError) || !thrown.code.startsWith('MARIADB_')) throw thrown;
      verified = { ...verified, unknown: thrown.message };
    }
    return undefined;
  });
  return verified;
}

async function verifyOn(
  session: MariadbConnection,
  { settings: { databases }, checkpoints }: Member,
  faults: AuditFault[],
): Promise<VerifiedMember> {
  await requireAudit(session, databases);
  const tables = await readAuditedTables(session, databases);
  faults.push(...(await verifyTriggers(session, databases.data, tables)));
  // Records and rows of one moment; on Galera after everything that the other members committed before.
  await session.run('SET SESSION wsrep_sync_wait = 1');
  await session.run('SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ');
  await session.run('START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY');
  const { chains, faults: ofChains } = await verifyChains(session, databases.data, checkpoints);
  faults.push(...ofChains);
  const states: RowsState[] = [];
  for (const table of tables) {
    const found = await verifyRows(session, databases, table);
    states.push(found.state);
    faults.push(...found.faults);
  }
  await session.run('COMMIT');
  return { host: session.endpoint.name, unknown: null, chains, tables: states };
}
