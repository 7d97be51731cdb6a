import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { AetherError, systemErrorCode } from '../../core/errors.ts';
import { databasesOf } from '../../infra/config/databases.ts';
import type { MigrateContext } from '../open-migration.ts';
import { readTables } from '../source/read-tables.ts';
import { planProfile } from './plan-profile.ts';
import { readRelations, readTableNames } from './read-relations.ts';
import { countDecisions, renderProposal } from './render-proposal.ts';

export interface ProfileReport {
  readonly file: string | null;
  readonly collections: readonly string[];
  readonly skipped: readonly { readonly table: string; readonly why: string }[];
  /** Columns that somebody must decide on before the mapping can be used. */
  readonly decisions: number;
  /** The mapping as YAML. */
  readonly mapping: string;
}

/** Proposes a mapping for all tables of the database. Throws FILE_EXISTS, FILE_UNWRITABLE. */
export async function profileTables(
  context: Pick<MigrateContext, 'environment' | 'mariadb' | 'cwd'>,
  { name, out }: { readonly name: string; readonly out: string | undefined },
): Promise<ProfileReport> {
  const databases = databasesOf((await context.environment()).config.mariadb.database);
  await using source = await (await context.mariadb('reader')).open();
  const names = await readTableNames(source, databases.data);
  const tables = names.length === 0 ? new Map() : await readTables(source, databases, names);
  const proposal = planProfile(tables, await readRelations(source, databases.data));
  const mapping = renderProposal(name, proposal);
  if (out !== undefined) await write(resolve(context.cwd, out), mapping);
  return {
    file: out ?? null,
    collections: proposal.collections.map((one) => one.name),
    skipped: proposal.skipped.map(([table, why]) => ({ table, why })),
    decisions: proposal.collections.reduce((sum, one) => sum + countDecisions(one), 0),
    mapping,
  };
}

async function write(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text, { flag: 'wx' });
  } catch (cause) {
    const code = systemErrorCode(cause) ?? 'unknown reason';
    if (code === 'EEXIST')
      throw new AetherError('FILE_EXISTS', `${file} already exists; not overwritten`, {
        hint: 'name another file with --out',
        cause,
      });
    throw new AetherError('FILE_UNWRITABLE', `${file} cannot be written (${code})`, { cause });
  }
}
