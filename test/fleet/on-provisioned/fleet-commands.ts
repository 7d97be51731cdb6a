import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect } from 'vitest';
import { planSchema, type PlanDocument } from '../../../src/lib/core/plan-schema.ts';
import { documentOf, startAether, type Ended } from '../../support/aether-cli.ts';
import { said } from '../../support/fleet.ts';
import type { OwnLab } from '../../support/own-lab.ts';

/** Commands on a fleet that is made before the tests and after this is called. */
export function fleetCommands(labOf: () => OwnLab) {
  const start = (
    args: readonly string[],
    environmentFile = labOf().environmentFile,
    further: Readonly<Record<string, string>> = {},
  ) => {
    const { stateDir } = labOf();
    const variables = { AETHER_STATE_DIR: stateDir, ...further };
    return startAether(['--env', environmentFile, ...args], { cwd: stateDir, variables });
  };
  /** Runs a command to its end; what it wrote is in the message if it ends otherwise. */
  const aether = async (args: readonly string[], exitCode = 0, environmentFile?: string): Promise<Ended> => {
    const ended = await start(args, environmentFile).ended;
    const written = `${args.join(' ')}\n${ended.stdout.slice(-4000)}\n${ended.stderr.slice(-4000)}`;
    expect(ended.exitCode, written).toBe(exitCode);
    return ended;
  };
  const plan = async (
    flag: '--dry-run' | '--check',
    exitCode = 0,
    environmentFile?: string,
  ): Promise<PlanDocument['plan']> => {
    const ended = await aether(['provision', flag, '--json'], exitCode, environmentFile);
    return planSchema.parse(documentOf<PlanDocument>(ended).data).plan;
  };
  const sql = (host: string, statement: string) =>
    said(labOf(), host, `mariadb --batch --skip-column-names -e "${statement}"`);
  /** A copy of the environment file with one text in place of another; returns its path. */
  const changed = async (name: string, from: RegExp, to: string): Promise<string> => {
    const file = join(dirname(labOf().environmentFile), `${name}.yaml`);
    const text = await readFile(labOf().environmentFile, 'utf8');
    expect(text).toMatch(from);
    await writeFile(file, text.replace(from, to));
    return file;
  };
  return { start, aether, plan, sql, changed };
}

/** The steps that would change something, sorted by name. */
export function pending({ steps }: PlanDocument['plan']): string[] {
  return steps
    .filter(({ action }) => action !== 'keep')
    .map(({ id }) => id)
    .toSorted();
}
