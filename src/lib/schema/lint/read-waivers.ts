import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { z } from 'zod';
import { AetherError } from '../../core/errors.ts';
import { packageFile } from '../../core/package-root.ts';
import { didYouMean } from '../../core/suggest.ts';
import { listModules } from '../../infra/load-modules.ts';
import { formatProblem, type Problem, type Remark } from '../../infra/config/problem.ts';
import { validateShape } from '../../infra/config/validate-shape.ts';
import { parseYamlFile } from '../../infra/config/yaml-file.ts';
import type { Context } from '../../infra/context.ts';

const RULES = new URL('rules/', import.meta.url);

const waiver = z.strictObject({
  rule: z.string().min(1).describe('name of the rule'),
  object: z.string().min(1).describe('as a finding calls it: data.price.ix_price_channel'),
  reason: z.string().min(1).describe('why it is accepted'),
  until: z.iso.date().optional().describe('last day (UTC) on which it is'),
});

const waiversSchema = z.strictObject({ waivers: z.array(waiver) });

/** A breach of a rule that somebody accepts. */
export type Waiver = z.output<typeof waiver>;

export interface Waivers {
  readonly valid: readonly Waiver[];
  readonly expired: readonly Waiver[];
}

/** Reads sql/lint.yaml, or the file that is named instead. Throws USAGE if it is not there or not as it should be. */
export async function readWaivers(
  { cwd, clock }: Pick<Context, 'cwd' | 'clock'>,
  named: string | undefined,
): Promise<Waivers> {
  const path = named === undefined ? packageFile('sql', 'lint.yaml') : resolve(cwd, named);
  const file = parseYamlFile(named ?? 'sql/lint.yaml', await read(path));
  if (file.problems.length > 0) throw invalid(file.name, file.problems);
  const { value, remarks } = validateShape(waiversSchema, file.value);
  const wrong = remarks ?? (await unknownRules(value.waivers));
  if (value === undefined || wrong.length > 0)
    throw invalid(
      file.name,
      wrong.map((remark) => ({ ...remark, location: file.locate(remark.path, remark.at).location })),
    );
  const today = clock.now().toISOString().slice(0, 10);
  const isOver = ({ until }: Waiver) => until !== undefined && until < today;
  return {
    valid: value.waivers.filter((item) => !isOver(item)),
    expired: value.waivers.filter(isOver),
  };
}

async function unknownRules(waivers: readonly Waiver[]): Promise<Remark[]> {
  const known = (await listModules(RULES)).map(({ name }) => name);
  return waivers.flatMap(({ rule }, index) =>
    known.includes(rule)
      ? []
      : [{ path: ['waivers', index, 'rule'], message: `no rule has this name${didYouMean(rule, known)}` }],
  );
}

async function read(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (thrown) {
    throw new AetherError('USAGE', `${path}: cannot be read`, { cause: thrown });
  }
}

function invalid(name: string, problems: readonly Problem[]): AetherError {
  const lines = problems.map((problem) => `  ${formatProblem(problem)}`);
  return new AetherError('USAGE', [`${name} is not a list of waivers`, ...lines].join('\n'));
}
