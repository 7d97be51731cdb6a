import type { Plan, Step } from '../../../core/plan.ts';
import { formatNumberOf } from '../../../core/units.ts';
import { quoteQualified } from '../../../infra/mariadb/identifiers.ts';
import type { IngestRun } from '../../ingest-run.ts';
import type { Input } from '../../input/input.ts';
import type { FileLedger, LedgerFile } from '../file-ledger.ts';
import { findEarlier } from './enter-file.ts';
import { type Identity, identifyFile } from './identify-file.ts';
import { countNumbered, rowsOfDelivery } from './replace-rows.ts';
import { requireUnreferenced } from './require-unreferenced.ts';

type Needs = Pick<IngestRun, 'connection' | 'databases' | 'source' | 'inputs' | 'sameName'> & {
  readonly ledger: Pick<FileLedger, 'find'>;
};

/**
 * What --replace deletes before it loads: a step for each file that takes the place of an earlier one of its name. Throws
 * LOAD_REFUSED if other rows refer to those.
 */
export async function planReplace(run: Needs, signal: AbortSignal): Promise<Plan> {
  const entries: { readonly input: Input; readonly entry: Identity }[] = [];
  for (const input of run.inputs)
    entries.push({
      input,
      entry: await identifyFile(run.source.source, input, signal),
    });
  const contents = new Set(entries.map(({ entry }) => entry.contentSha256));
  const steps: Step[] = [];
  for (const { input, entry } of entries) {
    if (input.spec.into === undefined || (await run.ledger.find(entry)) !== undefined) continue;
    const { copy, latest } = await findEarlier(run, { input, entry, contents });
    if (copy === undefined && latest !== undefined) steps.push(await deleteStep(run, input, latest));
  }
  return {
    title: `Ingest ${run.source.source}: delete what earlier files have loaded`,
    steps,
  };
}

/** Says how many rows would be deleted; throws LOAD_REFUSED if other rows refer to them. */
export async function deleteStep(
  run: Pick<Needs, 'connection' | 'databases'>,
  input: Input,
  earlier: LedgerFile,
): Promise<Step> {
  const rows = await countNumbered(run, input, earlier.fileId);
  await requireUnreferenced(run.connection, await rowsOfDelivery(run, input, earlier.fileId));
  const { data } = run.databases;
  return {
    id: `replace-${input.file.path}`,
    action: 'delete',
    subject: `${data}.${input.spec.into}`,
    summary: `delete ${formatNumberOf(rows, 'row')} of file ${earlier.fileId}, ${earlier.fileName}, then load ${input.file.path}`,
    destructive: true,
    facts: {
      table: quoteQualified(data, input.spec.into ?? ''),
      rows,
      file_id: earlier.fileId,
    },
  };
}
