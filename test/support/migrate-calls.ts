import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Document } from 'mongodb';
import type { Ended } from './aether-cli.ts';
import type { OwnMongo } from './mongo-server.ts';
import type { Workspace } from './workspace.ts';

export interface MigrateAnswer extends Ended {
  readonly data: Record<string, unknown>;
  readonly error: { readonly code: string; readonly message: string } | undefined;
}

export interface VerifyAnswer {
  readonly exitCode: number | null;
  readonly documents: number;
  readonly rows: number;
  readonly differences: readonly { id: string; pointer: string; source: string; document: string }[];
  readonly not_covered: readonly string[];
  readonly replaced: readonly string[];
  readonly certificate: { readonly file: string | null; readonly reason?: string };
  readonly collections: readonly { readonly frozen: number; readonly orphans: number }[];
}

/** `aether migrate …` on a workspace, as JSON. */
export function migrateCalls(workspace: () => Workspace, mongo: () => OwnMongo) {
  const run = async (...args: string[]): Promise<MigrateAnswer> => {
    const ended = await workspace().run(['migrate', ...args, '--json']);
    const { data, error } = JSON.parse(ended.stdout) as {
      data?: Record<string, unknown>;
      error?: MigrateAnswer['error'];
    };
    return { ...ended, data: data ?? {}, error };
  };
  const verify = async (mapping: string): Promise<VerifyAnswer> => {
    const { exitCode, data } = await run('verify', mapping);
    return { ...(data as unknown as VerifyAnswer), exitCode };
  };
  const newest = async (): Promise<Document> => {
    const runs = await mongo().db.collection('_aether_migrations').find().toArray();
    return runs.toSorted(
      (left, right) => Number(String(right._id).slice(1)) - Number(String(left._id).slice(1)),
    )[0]!;
  };
  /** The staged collection of the newest run, with values as they are in BSON. */
  const staged = async (collection: string) => {
    const name = `${collection}__staged_${String((await newest())['_id'])}`;
    return mongo().db.collection(name, { promoteValues: false, promoteLongs: false });
  };
  const writeMapping = async (name: string, text: string) => {
    await mkdir(join(workspace().directory, 'configs', 'mappings'), { recursive: true });
    await workspace().write(`configs/mappings/${name}.yaml`, text);
  };
  return { run, verify, newest, staged, writeMapping };
}
