import { AetherError } from '../../core/errors.ts';
import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import type { IngestRun } from '../ingest-run.ts';
import type { Input } from '../input/input.ts';
import { earlierChunks } from '../load/delivery/earlier-chunks.ts';
import { findEarlier } from '../load/delivery/enter-file.ts';
import { type Identity, identifyFile } from '../load/delivery/identify-file.ts';
import { countNumbered, rowsOfDelivery } from '../load/delivery/replace-rows.ts';
import { requireUnreferenced } from '../load/delivery/require-unreferenced.ts';
import { verifyCorrection } from '../load/delivery/verify-correction.ts';
import { isUpToDate } from '../load/require-tables.ts';
import type { FileReport } from '../report/ingest-report.ts';
import type { DeliveryPreview } from '../report/delivery-preview.ts';

type Needs = Pick<IngestRun, 'databases' | 'source' | 'sameName' | 'chunkBytes'> & {
  readonly context: Pick<IngestRun['context'], 'clock' | 'emit' | 'signal'>;
};

/**
 * What a run would make of files that go straight into a table, if an earlier one had their name: by path. Reads the files as
 * far as the earlier ones were loaded, and changes nothing.
 */
export async function previewDeliveries(
  connection: MariadbConnection,
  request: Needs,
  {
    inputs,
    checked,
  }: {
    readonly inputs: readonly Input[];
    readonly checked: readonly FileReport[];
  },
): Promise<ReadonlyMap<string, DeliveryPreview>> {
  const previews = new Map<string, DeliveryPreview>();
  if (!(await isUpToDate(connection, request.databases.meta))) return previews;
  const entries: { readonly input: Input; readonly entry: Identity }[] = [];
  for (const input of inputs)
    entries.push({
      input,
      entry: await identifyFile(request.source.source, input, request.context.signal),
    });
  const contents = new Set(entries.map(({ entry }) => entry.contentSha256));
  for (const { input, entry } of entries) {
    const report = checked.find(({ path }) => path === input.file.path);
    if (report === undefined || input.spec.into === undefined) continue;
    const run = { ...request, connection };
    const { copy, latest } = await findEarlier(run, { input, entry, contents });
    if (copy !== undefined || latest === undefined || latest.contentSha256 === entry.contentSha256) continue;
    previews.set(
      input.file.path,
      request.sameName === 'replace'
        ? await previewReplacement(run, input, latest.fileId)
        : await previewCorrection(run, input, {
            earlier: latest.fileId,
            parsed: report.parsed,
          }),
    );
  }
  return previews;
}

async function previewReplacement(
  run: Needs & { readonly connection: MariadbConnection },
  input: Input,
  earlier: number,
): Promise<DeliveryPreview> {
  try {
    await requireUnreferenced(run.connection, await rowsOfDelivery(run, input, earlier));
    return { kind: 'replacement', deletes: await countNumbered(run, input, earlier) };
  } catch (thrown) {
    if (!(thrown instanceof AetherError) || thrown.code !== 'LOAD_REFUSED') throw thrown;
    return { kind: 'refused', why: thrown.message };
  }
}

async function previewCorrection(
  run: Needs & { readonly connection: MariadbConnection },
  input: Input,
  { earlier, parsed }: { readonly earlier: number; readonly parsed: number },
): Promise<DeliveryPreview> {
  const chunks = await earlierChunks(run.connection, run.databases.meta, earlier);
  try {
    const { kept, corrected, records } = await verifyCorrection(run, input, chunks);
    return {
      kind: 'correction',
      keeps: kept,
      corrects: corrected,
      appends: parsed - records,
    };
  } catch (thrown) {
    if (!(thrown instanceof AetherError) || thrown.code !== 'DELIVERY_DIFFERS') throw thrown;
    return { kind: 'refused', why: thrown.message };
  }
}
