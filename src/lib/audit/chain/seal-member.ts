import { AetherError } from '../../core/errors.ts';
import { runStep } from '../../core/run-step.ts';
import type { Context } from '../../infra/context.ts';
import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import { type AuditSettings, requireAudit } from '../audit-settings.ts';
import type { SealedPart } from '../checkpoint/checkpoint.ts';
import type { Seals } from '../checkpoint/checkpoint-files.ts';
import { sealedEnds } from '../checkpoint/sealed-ends.ts';
import { awaitWriters } from './await-writers.ts';
import { sealChain } from './seal-chain.ts';
import { readChainEnds } from './walk-chain.ts';

/** A chain that could not be sealed to its end, and why. */
export interface HeldChain {
  readonly host: string;
  readonly reason: string;
  /** open: a transaction did not end; unknown: the member could not be asked; changed: records are not what their hash says. */
  readonly kind: 'open' | 'unknown' | 'changed';
}

export interface Member {
  readonly settings: AuditSettings;
  readonly seals: Seals;
  readonly host: string | undefined;
  /** How long a transaction that is open may hold up its chain. */
  readonly waitSeconds: number;
}

export interface Found {
  readonly parts: SealedPart[];
  readonly held: HeldChain[];
}

/** Adds the parts of the chain that this member writes, or why there are none. */
export async function sealMember(context: Context, member: Member, found: Found): Promise<void> {
  const { host = 'server' } = member;
  const step =
    member.host === undefined
      ? { id: 'seal', title: 'seal the records of the audit' }
      : { id: `seal:${host}`, title: 'seal its records of the audit', host };
  await runStep(context, step, async () => {
    try {
      const connector = await context.mariadb('admin');
      await using session = await connector.open(member.host === undefined ? {} : { host: member.host });
      await requireAudit(session, member.settings.databases);
      await sealOn(context, session, member, found);
    } catch (thrown) {
      if (!(thrown instanceof AetherError) || !thrown.code.startsWith('MARIADB_')) throw thrown;
      found.held.push({ host, kind: 'unknown', reason: thrown.message });
    }
    return undefined;
  });
}

async function sealOn(
  context: Context,
  session: MariadbConnection,
  { settings, seals, waitSeconds }: Member,
  { parts, held }: Found,
): Promise<void> {
  const { data } = settings.databases;
  const sealed = sealedEnds(seals.checkpoints);
  const own = await unsealedChains(session, settings, seals);
  if (own.length === 0) return;
  const open = await awaitWriters(context, session, waitSeconds);
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

/**
 * The chains that this member writes and that have records after their last seal, each with the number of its last record now;
 * on a single server, also those of names that it had before.
 */
export async function unsealedChains(
  session: MariadbConnection,
  { databases, members }: AuditSettings,
  { checkpoints }: Seals,
): Promise<(readonly [chain: string, to: bigint])[]> {
  const [server] = await session.query<{ name: string }>(
    "SELECT COALESCE(NULLIF(@@wsrep_node_name, ''), @@hostname) AS name",
  );
  const sealed = sealedEnds(checkpoints);
  return [...(await readChainEnds(session, databases.data))].filter(([chain, to]) => {
    const isOurs = members.length === 1 || chain === server?.name;
    return isOurs && to > (sealed.get(chain)?.to ?? 0n);
  });
}
