import { AetherError } from '../../core/errors.ts';
import { databasesOf } from '../../infra/config/databases.ts';
import type { LoadedEnvironment } from '../../infra/config/load-environment.ts';
import type { Context } from '../../infra/context.ts';
import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import { requireEncoding } from '../input/encoding-check.ts';
import { checkFiles } from './check-files.ts';
import { knownFiles } from './known-files.ts';
import { previewDeliveries } from './preview-deliveries.ts';
import { previewDuplicates } from './preview-duplicates.ts';
import type { IngestRun } from '../ingest-run.ts';
import type { IngestReport } from '../report/ingest-report.ts';
import { fitInputs } from '../input/fit-inputs.ts';
import { fitFiles } from '../target/fit-files.ts';
import { requireRollback } from '../target/require-rollback.ts';
import { openRowSession } from '../target/row-session.ts';
import { NOTHING_KNOWN } from '../load/replay/known-records.ts';
import { previewReplayed } from './preview-replayed.ts';
import { previewSteps } from './preview-steps.ts';
import { stageTables } from '../stage/stage-table.ts';
import { createTemporaryStage } from './temporary-stage.ts';

type DryRunReport = Pick<IngestReport, 'files' | 'checks' | 'targets' | 'preview'>;

/**
 * Checks every record and shows what the steps would do with the valid ones, which it holds in temporary tables of its
 * own session. Where no server answers the files are checked anyway.
 */
export async function dryRun(
  context: Context,
  environment: LoadedEnvironment,
  work: Pick<IngestRun, 'source' | 'inputs' | 'budgets' | 'isReplay' | 'sameName' | 'force'>,
): Promise<DryRunReport> {
  const { source, inputs: given, budgets, isReplay } = work;
  for (const input of isReplay ? [] : given) await requireEncoding(input, context.signal);
  const databases = databasesOf(environment.config.mariadb.database);
  const connection = await openForPreview(context, databases.data);
  if (connection === undefined) {
    const files = await checkFiles(context, given, {
      budgets,
      onChunk: () => Promise.resolve(),
      replayed: () => Promise.resolve(NOTHING_KNOWN),
    });
    return { files, checks: [], targets: [], preview: null };
  }
  try {
    await requireRollback(connection, databases.data, source);
    const inputs = fitInputs(
      given,
      await fitFiles({ connection, emit: context.emit }, databases.data, source),
    );
    const known = await knownFiles(connection, { ...work, context, databases, inputs });
    const fresh = inputs.filter(({ file }) => !known.has(file.path));
    const stage = await createTemporaryStage(connection, stageTables(databases.stage, source));
    const checked = await checkFiles(context, fresh, {
      budgets,
      onChunk: (input, chunk) => stage.load(input, chunk),
      replayed: (input) => previewReplayed(connection, { context, databases, source }, input),
    });
    const settled = await previewDuplicates(connection, checked, { inputs, budgets, stage });
    const chunkBytes = environment.config.limits.chunk_bytes;
    const request = { ...work, context, databases, chunkBytes };
    const deliveries = await previewDeliveries(connection, request, { inputs: fresh, checked: settled });
    const described = settled.map((file) => ({ ...file, delivery: deliveries.get(file.path) }));
    const reports = new Map([...known, ...described.map((file) => [file.path, file] as const)]);
    const files = inputs.flatMap(({ file }) => reports.get(file.path) ?? []);
    const { staged, records } = stage;
    const preview = await previewSteps({ connection, databases, staged, records }, source);
    return { files, checks: [], targets: [], preview };
  } finally {
    await connection.close();
  }
}

async function openForPreview(context: Context, database: string): Promise<MariadbConnection | undefined> {
  try {
    return await openRowSession(await context.mariadb('ingest'), { database, localInfile: true });
  } catch (thrown) {
    if (!(thrown instanceof AetherError) || context.signal.aborted) throw thrown;
    context.emit({
      type: 'note',
      level: 'warn',
      message: `only the files are checked: ${thrown.message}`,
    });
    return undefined;
  }
}
