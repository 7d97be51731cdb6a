import type { MariadbConnection } from '../../../infra/mariadb/connection.ts';
import type { Chunk } from '../chunk.ts';
import type { LoadDestination } from '../load-statement.ts';
import type { RefusedRow } from '../load-rows.ts';
import { arrangeRows } from './arrange-rows.ts';
import { type FamilyTree, findParents } from './find-parents.ts';

/** The chunk with parents before children, and without the rows whose parent is not there yet. */
export async function arrangeChunk(
  connection: MariadbConnection,
  tree: FamilyTree,
  { destination, chunk }: { readonly destination: LoadDestination; readonly chunk: Chunk },
): Promise<Chunk> {
  if (chunk.blocks.length === 0) return chunk;
  const links = await findParents(connection, tree, { destination, blocks: chunk.blocks });
  const { ordered, deferred, parents } = arrangeRows(chunk.blocks, links);
  return {
    ...chunk,
    accepted: chunk.accepted - deferred.size,
    blocks: ordered,
    family: { rows: chunk.blocks, deferred, parents },
  };
}

/** Splits what the server refuses: a child whose parent was refused with it may have another one in a later part. */
export function splitRefused(
  refused: readonly RefusedRow[],
  parents: ReadonlyMap<number, readonly number[]>,
): { readonly rejects: readonly RefusedRow[]; readonly waiting: ReadonlySet<number> } {
  const all = new Set(refused.map(({ recordNumber }) => recordNumber));
  const rejects: RefusedRow[] = [];
  const waiting = new Set<number>();
  for (const row of refused) {
    const lacksParent = (parents.get(row.recordNumber) ?? []).some((parent) => all.has(parent));
    if (row.rule === 'foreign_key' && lacksParent) waiting.add(row.recordNumber);
    else rejects.push(row);
  }
  return { rejects, waiting };
}
