import { AetherError } from '../core/errors.ts';
import { runStep } from '../core/run-step.ts';
import type { Context } from '../infra/context.ts';
import type { MariadbConnection } from '../infra/mariadb/connection.ts';
import { withLease } from '../infra/mariadb/lease/with-lease.ts';
import { type AuditSettings, readAuditSettings, requireAudit } from './audit-settings.ts';
import { awaitWriters } from './chain/await-writers.ts';
import { readChainEnds } from './chain/walk-chain.ts';
import type { SealedPart } from './checkpoint/checkpoint.ts';
import { readSeals, type Seals, writeSeal } from './checkpoint/checkpoint-files.ts';
import { sealedEnds } from './checkpoint/sealed-ends.ts';
import { sealChain } from './chain/seal-chain.ts';

export interface SealRequest {
  /** How long a transaction that is open may hold up its chain. */
  readonly waitSeconds: number;
}

/** A chain that could not be sealed to its end, and why. */
export interface HeldChain {
  readonly host: string;
  readonly reason: string;
  /** open: a transaction did not end; unknown: the member could not be asked; changed: records are not what their hash says. */
  readonly kind: 'open' | 'unknown' | 'changed';
}

export interface SealReport {
  /** Its number; null if there was nothing to seal. */
  readonly seal: number | null;
  readonly file: string | null;
  readonly records: number;
  readonly parts: readonly SealedPart[];
  readonly held: readonly HeldChain[];
}

/**
 * Reads every record that was written since the last seal, each chain on the member that writes it, and signs what they add
 * up to. Throws AUDIT_OFF, AUDIT_KEY_INVALID, AUDIT_CHECKPOINTS.
 */
export async function sealAudit(context: Context, request: SealRequest): Promise<SealReport> {
  const settings = await readAuditSettings(context);
  if (settings.key.type !== 'private')
    throw new AetherError('AUDIT_KEY_INVALID', 'audit.signing_key is a public key, which cannot sign');
  const connector = await context.mariadb('admin');
  return await withLease(context, connector, { name: 'audit seal' }, async (lease) => {
    const seals = await readSeals(settings.checkpoints, settings.environment, settings.key);
    refuseFaults(seals);
    const parts: SealedPart[] = [];
    const held: HeldChain[] = [];
    for (const host of settings.members)
      await sealMember(context, { settings, seals, request, host }, { parts, held });
    if (parts.length === 0) return { seal: null, file: null, records: 0, parts, held };
    await lease.fence();
    const seal = (seals.checkpoints.at(-1)?.seal ?? 0) + 1;
    const file = await writeSeal(
      settings.checkpoints,
      {
        version: 1,
        environment: settings.environment,
        database: settings.databases.data,
        seal,
        sealed_at: context.clock.now().toISOString(),
        previous: seals.last,
        parts,
      },
      settings.key,
    );
    return { seal, file, records: parts.reduce((sum, part) => sum + part.records, 0), parts, held };
  });
}

function refuseFaults({ faults }: Seals): void {
  const [first] = faults;
  if (first === undefined) return;
  throw new AetherError('AUDIT_CHECKPOINTS', first, {
    hint: 'restore the files of audit.checkpoints from a copy, then type: aether audit verify',
  });
}

interface Member {
  readonly settings: AuditSettings;
  readonly seals: Seals;
  readonly request: SealRequest;
  readonly host: string | undefined;
}

interface Found {
  readonly parts: SealedPart[];
  readonly held: HeldChain[];
}

async function sealMember(context: Context, member: Member, found: Found): Promise<void> {
  const { host = 'server' } = member;
  await runStep(context, { id: `seal:${host}`, title: `seal the chains of ${host}`, host }, async () => {
    try {
      const connector = await context.mariadb('admin');
      await using session = await connector.open(member.host === undefined ? {} : { host: member.host });
      await requireAudit(session, member.settings.databases);
      await sealOn(context, session, member, found);
    } catch (thrown) {
      if (!(thrown instanceof AetherError) || thrown.code !== 'MARIADB_UNREACHABLE') throw thrown;
      found.held.push({ host, kind: 'unknown', reason: thrown.message });
    }
    return undefined;
  });
}

/** The chain of this member; on a single server, also those of names that it had before. */
async function sealOn(
  context: Context,
  session: MariadbConnection,
  { settings, seals, request }: Member,
  { parts, held }: Found,
): Promise<void> {
  const { data } = settings.databases;
  const [server] = await session.query<{ name: string }>(
    "SELECT COALESCE(NULLIF(@@wsrep_node_name, ''), @@hostname) AS name",
  );
  const ends = await readChainEnds(session, data);
  const sealed = sealedEnds(seals.checkpoints);
  const isAlone = settings.members.length === 1;
  const own = [...ends].filter(([chain, to]) => {
    const isOurs = isAlone || chain === server?.name;
    return isOurs && to > (sealed.get(chain)?.to ?? 0n);
  });
  if (own.length === 0) return;
  const open = await awaitWriters(context, session, request.waitSeconds);
  const host = session.endpoint.name;
  if (open !== undefined) return void held.push({ host, kind: 'open', reason: open });
  for (const [chain, to] of own) {
    const of = await sealChain(session, { database: data, chain, to, after: sealed.get(chain) });
    parts.push(...of.parts);
    if (of.changed.length > 0)
      held.push({
        host,
        kind: 'changed',
        reason: `records of ${chain} were changed: ${of.changed.slice(0, 5).join(', ')}`,
      });
  }
}
