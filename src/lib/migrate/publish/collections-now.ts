import type { MongoSession } from '../../infra/mongo/client.ts';
import { formerName, type MigrationRun, runsOf, stagedName } from '../target/run-ledger.ts';

/** What there is of one collection: the live one, the one that a run has staged, and the one that was live before it. */
export interface CollectionNow {
  readonly name: string;
  readonly staged: string;
  readonly former: string;
  readonly has: { readonly live: boolean; readonly staged: boolean; readonly former: boolean };
  /** The live one was published by a run of aether. */
  readonly isOurs: boolean;
}

export async function lookAtCollections(session: MongoSession, run: MigrationRun): Promise<CollectionNow[]> {
  const present = new Set(
    (await session.call(async () => session.db.listCollections({}, { nameOnly: true }).toArray())).map(
      ({ name }) => name,
    ),
  );
  const published = await session.call(async () =>
    runsOf(session)
      .find({ state: { $in: ['published', 'publishing'] } })
      .toArray(),
  );
  const ours = new Set(published.flatMap(({ collections }) => collections));
  return run.collections.map((name) => {
    const [staged, former] = [stagedName(name, run._id), formerName(name, run._id)];
    return {
      name,
      staged,
      former,
      has: { live: present.has(name), staged: present.has(staged), former: present.has(former) },
      isOurs: ours.has(name),
    };
  });
}

/** Renames without a target that would be dropped: the server refuses if there is one (error 48). */
export async function rename(session: MongoSession, from: string, to: string): Promise<void> {
  await session.call(async () => session.db.collection(from).rename(to));
}
