import { readdir } from 'node:fs/promises';
import { runStep } from '../core/run-step.ts';
import type { Context } from '../infra/context.ts';
import type { Check, CheckedFinding } from './check.ts';

const CHECKS = new URL('checks/', import.meta.url);
const CHECK_FILE = /^[a-z-]+\.(?:js|ts)$/;

/** Runs every check of `checks/`, in the order of their names, and returns all findings. Changes nothing. */
export async function runChecks(context: Context): Promise<CheckedFinding[]> {
  const environment = await context.environment();
  const findings: CheckedFinding[] = [];
  for (const { name, run } of await discoverChecks()) {
    await runStep(context, { id: `check-${name}`, title: name }, async () => {
      const found = await run(context, environment);
      findings.push(...found.map((finding) => ({ check: name, ...finding })));
      const bad = found.filter(({ status }) => status !== 'ok').length;
      return bad === 0 ? undefined : { outcome: 'failed', detail: `${bad} to look at` };
    });
  }
  return findings;
}

async function discoverChecks(): Promise<Check[]> {
  const files = (await readdir(CHECKS)).filter((name) => CHECK_FILE.test(name)).toSorted();
  const modules = await Promise.all(files.map((name) => import(new URL(name, CHECKS).href)));
  return modules.map((module) => (module as { check: Check }).check);
}
