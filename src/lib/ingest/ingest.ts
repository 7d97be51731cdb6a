import { dirname } from 'node:path';
import { AetherError } from '../core/errors.ts';
import { type Plan, pendingSteps } from '../core/plan.ts';
import { refuseChangedPlan } from '../core/refuse-changed-plan.ts';
import { databasesOf } from '../infra/config/databases.ts';
import { isSandbox } from '../infra/config/is-sandbox.ts';
import type { LoadedEnvironment } from '../infra/config/load-environment.ts';
import type { Context } from '../infra/context.ts';
import type { MariadbConnection } from '../infra/mariadb/connection.ts';
import { openDurableSession } from '../infra/mariadb/durable-session.ts';
import { quoteName } from '../infra/mariadb/identifiers.ts';
import { withLease } from '../infra/mariadb/lease/with-lease.ts';
import { createOutageTolerance } from '../infra/mariadb/outage.ts';
import { chooseSameName, requireFileIdColumns } from './load/delivery/choose-same-name.ts';
import { planReplace } from './load/delivery/plan-replace.ts';
import { findFiles } from './input/find-files.ts';
import { fitInputs } from './input/fit-inputs.ts';
import { inspectInputs } from './input/inspect-inputs.ts';
import { requireOptions } from './input/require-options.ts';
import { type SpooledInput, spoolInput } from './input/spool-input.ts';
import type { FileBudgets } from './load/count-rejects.ts';
import { fileLedger } from './load/file-ledger.ts';
import { findEarlierInput } from './load/find-earlier-input.ts';
import { recordsByFile } from './load/open-records.ts';
import { recordRun } from './load/record-run.ts';
import { requireBulkAccount } from './load/require-bulk-account.ts';
import { requireTables } from './load/require-tables.ts';
import { createSessionPool } from './load/session-pool.ts';
import { dryRun } from './preview/dry-run.ts';
import { fileBudgets } from './rejects/file-budgets.ts';
import { withOrigins } from './rejects/read-origins.ts';
import { replayInput } from './rejects/replay-input.ts';
import type { IngestReport } from './report/ingest-report.ts';
import { loadSource } from './source/load-source.ts';
import type { Source } from './source/source-schema.ts';
import { stageTables } from './stage/stage-table.ts';
import { fitFiles } from './target/fit-files.ts';
import { requireFileIdColumn } from './target/require-file-id-column.ts';
import { requireRollback } from './target/require-rollback.ts';
import { openRowSession } from './target/row-session.ts';
import type { IngestRun } from './ingest-run.ts';
import { runRooms } from './run-rooms.ts';

export interface IngestRequest {
  /** Name of a source, or the path of its YAML file. */
  readonly source: string;
  /** A directory, a file, or `-` for standard input. */
  readonly from: string | undefined;
  /** Which file of the source standard input is. */
  readonly file: string | undefined;
  /** A corrected file of rejects to load, in place of the source's files. */
  readonly replay: string | undefined;
  readonly dryRun: boolean;
  /** Show the statements of a dry run. */
  readonly sql: boolean;
  readonly maxRejects: string | undefined;
  readonly append: boolean;
  readonly replace: boolean;
  /** Load files again that are in the ledger, but whose rows are gone. */
  readonly force: boolean;
  readonly parallel: number | undefined;
}

/**
 * Loads the files of a source and normalises them. Every file is looked at before the first one is loaded, so that a
 * wrong delimiter in the ninth file stops the run before anything has changed.
 */
export async function ingest(context: Context, request: IngestRequest): Promise<IngestReport> {
  requireOptions(request);
  const startedAt = context.clock.seconds();
  const sameName = chooseSameName(request);
  const environment = await context.environment();
  const { source: described, file } = await loadSource(sourceName(environment, request.source), {
    cwd: context.cwd,
    environments: environment.files.map((file) => dirname(file)),
    variables: context.variables,
  });
  await using spooled = isStandardInput(request)
    ? await spoolInput(context, described, request.file)
    : undefined;
  const { source, files } = await chooseFiles(environment, described, request, spooled);
  const directory = dirname(file);
  const isReplay = request.replay !== undefined;
  const inspected = await inspectInputs(context, { source, directory }, files);
  const inputs = isReplay ? inspected.map(withOrigins) : inspected;
  if (sameName === 'replace') requireFileIdColumns(inputs);
  const budgets = budgetsFor(environment, source, request);
  const work = { source, directory, inputs, budgets, isReplay, sameName, force: request.force };
  const outcome = request.dryRun
    ? await dryRun(context, environment, work)
    : await loadAndNormalise(context, environment, { work, parallel: request.parallel });
  return {
    preview: null,
    source: source.source,
    ...outcome,
    elapsedSeconds: context.clock.seconds() - startedAt,
  };
}

type Work = Pick<
  IngestRun,
  'source' | 'directory' | 'inputs' | 'budgets' | 'isReplay' | 'sameName' | 'force'
>;

async function loadAndNormalise(
  context: Context,
  environment: LoadedEnvironment,
  { work: unfitted, parallel }: { readonly work: Work; readonly parallel: number | undefined },
) {
  const { source } = unfitted;
  const { limits, mariadb } = environment.config;
  const databases = databasesOf(mariadb.database);
  const replacements = (connection: MariadbConnection, work: Work) => {
    const ledger = fileLedger(connection, databases.meta, context.runId);
    return planReplace({ ...work, connection, databases, ledger }, context.signal);
  };
  const connector = await context.mariadb('ingest');
  let work: Work;
  let asked: Plan = { title: '', steps: [] };
  {
    // No outage is tolerated yet: that nobody answers at the address is to be seen at once.
    await using session = await connector.open();
    await requireTables(session, databases, source);
    await requireBulkAccount(session, databases);
    await requireRollback(session, databases.data, source);
    const fits = await fitFiles({ connection: session, emit: context.emit }, databases.data, source);
    work = { ...unfitted, inputs: fitInputs(unfitted.inputs, fits) };
    await requireFileIdColumn(session, databases.data, source);
    if (work.sameName === 'replace') asked = await replacements(session, work);
  }
  // Before the lease is taken: a question may stand for hours.
  const asks = work.sameName === 'replace' && !isSandbox(context.stateDir, environment);
  if (asks && pendingSteps(asked).length > 0) await context.confirm(asked, environment.config.name);
  const tolerance = createOutageTolerance(context, limits.outage_tolerance);
  // Ends and hand-backs must be written after Ctrl-C too, so this session does not heed the signal.
  await using ledgerConnection = await openDurableSession({
    tolerance,
    open: () => connector.open({ signal: new AbortController().signal }),
  });
  const request = { name: `ingest ${source.source}`, tolerance };
  return await withLease(context, connector, request, async (lease) => {
    await using connection = await openDurableSession({
      tolerance,
      open: () => openRowSession(connector),
      prepare: (opened) => prepareSession(opened, databases.data),
      before: () => lease.fenceAfterSleep(),
    });
    await using pool = createSessionPool(connector, {
      streams: parallel ?? limits.parallel_connections,
      signal: context.signal,
    });
    const ledger = fileLedger(connection, databases.meta, context.runId);
    if (asks) refuseChangedPlan(asked, await replacements(connection, work));
    const run: IngestRun = {
      ...work,
      context,
      databases,
      chunkBytes: limits.chunk_bytes,
      stages: stageTables(databases.stage, source),
      connection,
      ledger,
      lease,
      tolerance,
      pool,
      records: recordsByFile(context, (fileId) =>
        findEarlierInput({ ...work, ledger }, context.signal, fileId),
      ),
    };
    return await recordRun(context, ledgerConnection, { meta: databases.meta, source: source.source }, () =>
      runRooms(run),
    );
  });
}

/** What the steps rely on: their database, and triggers that do not look up again what a step's select has joined. */
async function prepareSession(connection: MariadbConnection, database: string): Promise<void> {
  await connection.run(`USE ${quoteName(database)}`);
  await connection.run('SET @aether_bulk = 1');
}

function isStandardInput({ replay, from }: IngestRequest): boolean {
  return replay === undefined && from === '-';
}

async function chooseFiles(
  environment: LoadedEnvironment,
  source: Source,
  request: IngestRequest,
  spooled: SpooledInput | undefined,
) {
  if (spooled !== undefined) return { source, files: [spooled.file] };
  if (request.replay === undefined) {
    return { source, files: await findFiles(source, fromPath(environment, source, request)) };
  }
  const replay = await replayInput(source, request.replay);
  return { source: replay.source, files: [replay.file] };
}

function sourceName(environment: LoadedEnvironment, given: string): string {
  const file = environment.config.sources[given]?.file;
  return file === undefined ? given : environment.resolvePath(file);
}

function fromPath(environment: LoadedEnvironment, source: Source, request: IngestRequest): string {
  if (request.from !== undefined) return request.from;
  const configured = environment.config.sources[source.source]?.from;
  if (configured !== undefined) return environment.resolvePath(configured);
  throw new AetherError('USAGE', 'no input given', {
    hint: `add --from DIR, or sources.${source.source}.from to the environment file`,
  });
}

function budgetsFor(environment: LoadedEnvironment, source: Source, request: IngestRequest): FileBudgets {
  const { limits, sources } = environment.config;
  return fileBudgets(source, request.maxRejects, sources[source.source]?.max_rejects ?? limits.max_rejects);
}
