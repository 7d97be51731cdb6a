import { join } from 'node:path';
import { mkdir } from 'node:fs/promises';
import type { Material } from '../material.ts';
import { writeFileAtomic } from '../../infra/state/write-file-atomic.ts';
import type { ServerReport } from '../cluster/server-report.ts';
import type { ProvisionPlan } from '../plan-provision.ts';
import type { Exposure } from './exposure.ts';

/** What a run left behind, as somebody who was not there can check it. */
export interface Evidence {
  readonly environment: string;
  readonly run: string;
  readonly started_at: string;
  readonly finished_at: string;
  readonly authority_sha256: string | null;
  /** Every step of every host: `right` or `not here`, and what was found. */
  readonly steps: readonly {
    readonly host: string | null;
    readonly step: string;
    readonly state: string;
    readonly found: string;
  }[];
  readonly servers: readonly ServerEvidence[];
  /** By host: where it listens, and what a TLS handshake with each of its services came to. */
  readonly exposure: Readonly<Record<string, Exposure>>;
}

interface ServerEvidence {
  readonly host: string;
  readonly version: string | null;
  readonly config_sha256: string;
  readonly tls_version: string | null;
  readonly require_secure_transport: string | null;
  readonly cluster_uuid: string | null;
  readonly cluster_status: string | null;
  readonly cluster_size: number | null;
  readonly local_state: string | null;
  readonly replicates_from: string | null;
}

/** The evidence of a run from its last look, which found nothing more to do. */
export function evidenceOf(
  run: Pick<Evidence, 'environment' | 'run' | 'started_at' | 'finished_at'>,
  look: {
    readonly plan: ProvisionPlan;
    readonly servers: ReadonlyMap<string, ServerReport>;
    readonly authority: Material['authority'];
  },
  exposure: Evidence['exposure'],
): Evidence {
  return {
    ...run,
    authority_sha256: look.authority?.fingerprint ?? null,
    steps: look.plan.steps.map(({ id, host, summary, facts }) => ({
      host: host ?? null,
      step: id,
      state: facts?.['state'] === 'not here' ? 'not here' : 'right',
      found: summary,
    })),
    servers: [...look.servers.values()].map(serverEvidence),
    exposure,
  };
}

function serverEvidence({ host, configOnDisk, status, variables, replica }: ServerReport): ServerEvidence {
  const size = status['wsrep_cluster_size'];
  return {
    host,
    version: variables['version'] ?? null,
    config_sha256: configOnDisk,
    tls_version: variables['tls_version'] ?? null,
    require_secure_transport: variables['require_secure_transport'] ?? null,
    cluster_uuid: status['wsrep_cluster_state_uuid'] ?? null,
    cluster_status: status['wsrep_cluster_status'] ?? null,
    cluster_size: size === undefined ? null : Number(size),
    local_state: status['wsrep_local_state_comment'] ?? null,
    replicates_from: replica?.host ?? null,
  };
}

/** Writes it into the state directory, one file for each run; returns the path. */
export async function writeEvidence(stateDir: string, evidence: Evidence): Promise<string> {
  const directory = join(stateDir, 'evidence');
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const file = join(directory, `provision-${evidence.environment}-${evidence.run}.json`);
  await writeFileAtomic(file, `${JSON.stringify(evidence, null, 2)}\n`, 0o600);
  return file;
}
