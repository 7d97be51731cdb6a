import { AetherError, toAetherError } from '../../core/errors.ts';
import { runStep } from '../../core/run-step.ts';
import { formatNumberOf } from '../../core/units.ts';
import { databasesOf } from '../../infra/config/databases.ts';
import { hostsWith, MARIADB_ROLES } from '../../infra/config/hosts-with.ts';
import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import { openSearch, type SearchContext } from '../open-search.ts';
import type { Scored } from '../scores/strongest.ts';
import { type LiveSpace, readLiveSpace } from '../space/live-space.ts';
import { scanFile } from '../space/scan-file.ts';
import { scanTable } from '../space/scan-table.ts';
import type { ScanMethod } from '../space/space-scan.ts';
import { exactNeighbours } from './exact-neighbours.ts';
import { percentile, recallOf } from './measure-recall.ts';
import { type SampledVector, sampleVectors } from './sample-vectors.ts';

/** Neighbours that are looked for: the first page. */
const NEIGHBOURS = 10;

/** What one server finds of the nearest products. */
export type NodeRecall =
  | {
      readonly node: string;
      readonly isReached: true;
      readonly method: ScanMethod;
      /** Means over the sample. */
      readonly recall: number;
      /** Of the sample that did worst. */
      readonly least: number;
      readonly medianMs: number;
      readonly p95Ms: number;
    }
  | { readonly node: string; readonly isReached: false; readonly problem: string };

export interface RecallReport {
  readonly space: LiveSpace;
  readonly samples: number;
  readonly nodes: readonly NodeRecall[];
}

type Needs = Omit<SearchContext, 'prompt'>;

/**
 * Asks every MariaDB server for the nearest products of a sample, and compares with an exact scan of all vectors. Each server
 * has built its own graph, so each finds others. Asks with vectors of products: no provider is paid. Throws EMBED_NOT_READY
 * if no space is live.
 */
export async function measureRecall(context: Needs, size: number): Promise<RecallReport> {
  await using session = await openSearch(context);
  const { connection } = session;
  const space = await readLiveSpace(connection);
  if (space === undefined)
    throw new AetherError('EMBED_NOT_READY', 'no space is live', {
      hint: 'run: aether embed run, then: aether embed swap',
    });
  const samples = await sampleVectors(connection, space, size);
  let exact: (readonly Scored[])[] = [];
  const step = 'exact_scan';
  await runStep(context, { id: step, title: 'compare all vectors' }, async () => {
    let compared = 0;
    const options = { space, samples, count: NEIGHBOURS, signal: context.signal };
    exact = await exactNeighbours(connection, {
      ...options,
      onProgress(done) {
        compared = done;
        context.emit({ type: 'step_progress', step, done, total: null, unit: 'rows' });
      },
    });
    return { detail: formatNumberOf(compared, 'vector') };
  });
  const nodes: NodeRecall[] = [];
  for (const node of await nodesOf(context))
    nodes.push(await measureNode(context, node, { space, samples, exact }));
  return { space, samples: samples.length, nodes };
}

async function nodesOf(context: Needs): Promise<(string | undefined)[]> {
  const hosts = hostsWith((await context.environment()).config, MARIADB_ROLES);
  return hosts.length === 0 ? [undefined] : hosts;
}

interface Asked {
  readonly space: LiveSpace;
  readonly samples: readonly SampledVector[];
  readonly exact: readonly (readonly Scored[])[];
}

/** A server that cannot be asked is not one without faults: it has a line that says why. */
async function measureNode(context: Needs, host: string | undefined, asked: Asked): Promise<NodeRecall> {
  try {
    const { data } = databasesOf((await context.environment()).config.mariadb.database);
    const connector = await context.mariadb('search');
    await using connection = await connector.open({
      database: data,
      ...(host === undefined ? {} : { host }),
    });
    return await askNode(context, connection, asked);
  } catch (thrown) {
    if (!(thrown instanceof AetherError) || thrown.code === 'INTERRUPTED') throw thrown;
    return { node: host ?? 'writer', isReached: false, problem: toAetherError(thrown).message };
  }
}

async function askNode(
  { stateDir, clock }: Needs,
  connection: MariadbConnection,
  { space, samples, exact }: Asked,
): Promise<NodeRecall> {
  const scan =
    space.vectorTable === null
      ? await scanFile({ connection, stateDir }, space)
      : await scanTable(connection, space.vectorTable);
  const recalls: number[] = [];
  const times: number[] = [];
  for (const [place, { productId, vector }] of samples.entries()) {
    const startedAt = clock.seconds();
    const found = await scan.nearest(vector, NEIGHBOURS + 1);
    times.push((clock.seconds() - startedAt) * 1000);
    const others = found.filter(([number]) => number !== productId);
    recalls.push(recallOf(exact[place] ?? [], others));
  }
  return {
    node: connection.endpoint.name,
    isReached: true,
    method: scan.method,
    recall: recalls.reduce((sum, recall) => sum + recall, 0) / Math.max(1, recalls.length),
    least: Math.min(1, ...recalls),
    medianMs: percentile(times, 0.5),
    p95Ms: percentile(times, 0.95),
  };
}
