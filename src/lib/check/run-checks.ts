import { throwIfAborted, toAetherError } from '../core/errors.ts';
import { runStep, type StepEnd } from '../core/run-step.ts';
import type { LoadedEnvironment } from '../infra/config/load-environment.ts';
import type { Context } from '../infra/context.ts';
import type { Check, CheckedFinding, Finding } from './check.ts';
import { countFindings } from './count-findings.ts';

/** Runs the checks one after the other and returns all findings, whatever becomes of a single check. Changes nothing. */
export async function runChecks(context: Context, checks: readonly Check[]): Promise<CheckedFinding[]> {
  const environment = await context.environment();
  const findings: CheckedFinding[] = [];
  for (const check of checks) {
    const { name } = check;
    await runStep(context, { id: `check-${name}`, title: name }, async () => {
      const found = await findingsOf(check, context, environment);
      // What looks impossible because the run is ending is no finding.
      throwIfAborted(context.signal);
      findings.push(...found.map((finding) => ({ check: name, ...finding })));
      return endOf(found);
    });
  }
  return findings;
}

async function findingsOf(
  { name, run }: Check,
  context: Context,
  environment: LoadedEnvironment,
): Promise<readonly Finding[]> {
  try {
    return await run(context, environment);
  } catch (thrown) {
    const { code, message, stack } = toAetherError(thrown);
    context.log.error(message, { code, stack });
    const hint = `the check itself failed: report it together with ${context.log.file}`;
    return [{ host: null, status: 'unknown', message: `${name} did not finish: ${message}`, hint }];
  }
}

/** A step ends as its worst finding. Warnings are shown, and are not a failure. */
function endOf(found: readonly Finding[]): StepEnd | undefined {
  if (found.length === 0) return { outcome: 'skipped', detail: 'not applicable' };
  const notable = found.filter(({ status }) => status !== 'ok');
  if (notable.length === 0) return undefined;
  const has = (wanted: Finding['status']) => notable.some(({ status }) => status === wanted);
  const detail = countFindings(notable);
  if (has('fail')) return { outcome: 'failed', detail };
  return { outcome: has('unknown') ? 'unknown' : 'done', detail };
}
