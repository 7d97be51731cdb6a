// Does the steps on a host as a process of its own, in the network of the lab.
//   node provision-worker.js ENVIRONMENT_FILE HOST
import { dirname } from 'node:path';
import { systemClock } from '../../src/lib/core/clock.ts';
import { createRedactor } from '../../src/lib/core/redact.ts';
import { loadEnvironment } from '../../src/lib/infra/config/load-environment.ts';
import { openEnvironmentPool } from '../../src/lib/infra/ssh/environment-pool.ts';
import { APPLY_FUNCTIONS } from '../../src/lib/provision/engine/apply-functions.ts';
import { FACTS_PROBE } from '../../src/lib/provision/engine/host-facts.ts';
import { batchScript } from '../../src/lib/provision/engine/probe-batch.ts';
import { runSegment } from '../../src/lib/provision/engine/run-segment.ts';
import { judgeHost } from '../../src/lib/provision/judge-host.ts';
import { STEPS } from './provision-steps.ts';

export interface Done {
  /** From before the login until all is verified. */
  readonly seconds: number;
  /** How many steps changed something. */
  readonly applied: number;
  /** What the host was asked, and what it ran. */
  readonly probeScript: string;
  readonly applyScript: string;
}

async function work(file: string, name: string): Promise<Done> {
  const runId = `bench-${process.pid}`;
  const environment = await loadEnvironment({
    cwd: dirname(file),
    explicit: file,
    variables: {},
    stateDir: dirname(file),
    redactor: createRedactor(),
  });
  const { signal } = new AbortController();
  const base = { runId, variables: {}, signal, clock: systemClock, emit: () => undefined };
  const begin = performance.now();
  await using pool = await openEnvironmentPool({ ...base, environment: async () => environment });
  const context = { ...base, ssh: async () => pool.host(name) };
  const host = environment.config.hosts[name];
  if (host === undefined) throw new Error(`no host ${name}`);
  const target = { name, host, environment: environment.config };
  const material = { passwords: {}, authority: undefined, authorityPassphrase: undefined };
  const pending = async () =>
    (await judgeHost(context, target, { material, steps: STEPS })).steps.flatMap(({ spec, verdict }) =>
      verdict.kind === 'change' ? [{ spec, verdict }] : [],
    );
  const scripts = await Promise.all(
    (await pending()).map(async ({ spec, verdict }) => ({
      id: spec.name,
      name: spec.name,
      title: spec.name,
      script: await verdict.script(),
    })),
  );
  if (scripts.length > 0) {
    await runSegment(context, pool.host(name), scripts);
    const left = await pending();
    if (left.length > 0) throw new Error(`still to do: ${left.map(({ spec }) => spec.name).join(', ')}`);
  }
  return {
    seconds: (performance.now() - begin) / 1000,
    applied: scripts.length,
    probeScript: batchScript(
      new Map([['facts', FACTS_PROBE], ...STEPS.map((spec) => [spec.name, spec.probe(target)] as const)]),
      'end-of-probe',
    ),
    applyScript: `set -eu\n${APPLY_FUNCTIONS}\n${scripts.map(({ script }) => `(\n${script}\n)`).join('\n')}`,
  };
}

const [file = '', name = ''] = process.argv.slice(2);
console.log(JSON.stringify(await work(file, name)));
