import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { AetherError } from '../../core/errors.ts';
import type { Context } from '../../infra/context.ts';
import { listModules, loadModules } from '../../infra/load-modules.ts';
import { decodeSql } from '../decode-sql.ts';
import { splitScript } from '../script/split-script.ts';
import { readFileStatement } from './file-statement.ts';
import type { LintRule } from './lint-rule.ts';
import type { LintFinding, LintReport } from './lint-schema.ts';
import { readWaivers, type Waiver } from './read-waivers.ts';

const RULES = new URL('rules/', import.meta.url);
const HEADER = /^-- aether: database=(\w+)/m;

/**
 * Looks at the text of every `.sql` file below a directory, or of one file, without a server. A later ALTER TABLE that repairs
 * an earlier statement is not seen. Throws USAGE, MIGRATION_INVALID.
 */
export async function lintFiles(
  context: Context,
  from: string,
  waivers?: string,
): Promise<LintReport & { readonly not_checked: readonly string[] }> {
  const rules = await loadModules<LintRule>(await listModules(RULES), 'rule');
  const accepted = await readWaivers(context, waivers);
  const used = new Set<Waiver>();
  const found: LintFinding[] = [];
  for (const path of await sqlFiles(resolve(context.cwd, from), from)) {
    const shown = join(from, relative(resolve(context.cwd, from), path));
    for (const finding of lintText(decodeSql(await readFile(path), path), shown, rules)) {
      const waiver = accepted.valid.find(
        ({ rule, object }) => rule === finding.rule && object === finding.object,
      );
      if (waiver !== undefined) used.add(waiver);
      found.push({ ...finding, waived: waiver?.reason ?? null });
    }
  }
  const checked = rules.filter(({ inFile }) => inFile !== undefined);
  const isOfFiles = ({ rule }: Waiver) => checked.some(({ id }) => id === rule);
  return {
    rules: checked.length,
    findings: found,
    // A waiver of a rule that needs a server may well waive something there.
    idle: [...accepted.expired, ...accepted.valid.filter((waiver) => isOfFiles(waiver) && !used.has(waiver))],
    not_checked: rules.filter(({ inFile }) => inFile === undefined).map(({ id }) => id),
  };
}

function lintText(source: string, file: string, rules: readonly LintRule[]): LintFinding[] {
  const database = HEADER.exec(source)?.[1] ?? 'data';
  return splitScript(source, file).flatMap(({ text, startLine }) => {
    const statement = readFileStatement(text);
    return rules.flatMap(({ id, level, fault, repair, inFile }) =>
      (inFile?.(statement) ?? []).map(({ object, detail }) => ({
        rule: id,
        level,
        object: `${database}.${object}`,
        fault: `${fault} (${detail}; ${file}:${startLine})`,
        repair,
        waived: null,
      })),
    );
  });
}

async function sqlFiles(path: string, named: string): Promise<string[]> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) throw new AetherError('USAGE', `--files ${named}: no such file or directory`);
  if (!found.isDirectory()) return [path];
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && entry.name.endsWith('.sql'));
  const paths = files.map((entry) => join(entry.parentPath, entry.name)).toSorted();
  if (paths.length === 0) throw new AetherError('USAGE', `--files ${named}: has no .sql file`);
  return paths;
}
