import type { Workspace } from './workspace.ts';

/**
 * Lets the server take its time over every chunk that is loaded from now on, so that a test that kills a run on its way
 * does not depend on how quick machine and test are. `await using` ends it.
 */
export async function slowChunks(
  { admin, database }: Workspace,
  milliseconds: number,
): Promise<AsyncDisposable> {
  const trigger = `${database}_meta.slow_chunk`;
  await admin.query(
    `CREATE TRIGGER ${trigger} AFTER INSERT ON ${database}_meta.ingest_chunk FOR EACH ROW SET @slept = SLEEP(${milliseconds / 1000})`,
  );
  return {
    [Symbol.asyncDispose]: async () => void (await admin.query(`DROP TRIGGER IF EXISTS ${trigger}`)),
  };
}
