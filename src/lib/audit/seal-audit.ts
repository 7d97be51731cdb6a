import { AetherError } from '../core/errors.ts';
import type { Plan, Step } from '../core/plan.ts';
import { formatNumberOf } from '../core/units.ts';
import type { Context } from '../infra/context.ts';
import { withLease } from '../infra/mariadb/lease/with-lease.ts';
import { readAuditSettings, requireAudit } from './audit-settings.ts';
import { type HeldChain, sealMember, unsealedChains } from './chain/seal-member.ts';
import type { SealedPart } from './checkpoint/checkpoint.ts';
import { readSeals, type Seals, writeSeal } from './checkpoint/checkpoint-files.ts';

export interface SealRequest {
  /** How long a transaction that is open may hold up its chain. */
  readonly waitSeconds: number;
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
      await sealMember(context, { settings, seals, host, ...request }, { parts, held });
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
    hint: 'restore the files of audit.checkpoints from a copy, then run: aether audit verify',
  });
}

/** Which chains a seal would read, and how far. Changes nothing. Throws as `sealAudit` does. */
export async function planSeal(context: Context): Promise<Plan> {
  const settings = await readAuditSettings(context);
  const seals = await readSeals(settings.checkpoints, settings.environment, settings.key);
  refuseFaults(seals);
  const connector = await context.mariadb('admin');
  const steps: Step[] = [];
  for (const host of settings.members) {
    await using session = await connector.open(host === undefined ? {} : { host });
    await requireAudit(session, settings.databases);
    for (const [chain, to] of await unsealedChains(session, settings, seals))
      steps.push({
        id: `seal:${chain}`,
        host: session.endpoint.name,
        action: 'run',
        subject: chain,
        summary: `signs its records up to ${to}`,
      });
  }
  const title = `Seal of the audit of ${settings.environment}: ${formatNumberOf(steps.length, 'chain')}`;
  return { title, steps };
}
