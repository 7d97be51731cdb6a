import { AetherError } from '../core/errors.ts';
import { MARIADB_ROLES } from '../infra/config/hosts-with.ts';
import { serverProbe } from './cluster/server-probe.ts';
import { parseServer, type ServerReport } from './cluster/server-report.ts';
import { FACTS_PROBE, parseFacts } from './engine/host-facts.ts';
import { askHost } from './engine/probe-batch.ts';
import type { Material } from './material.ts';
import type { ProvisionContext } from './provision-context.ts';
import type { JudgedStep } from './plan-provision.ts';
import type { StepSpec, Target } from './step-spec.ts';

export interface JudgedHost {
  readonly steps: readonly JudgedStep[];
  /** Of a host that has a MariaDB server, or is to have one. */
  readonly server: ServerReport | undefined;
}

/** Asks a host, at once, about all of these steps and about its server. */
export async function judgeHost(
  context: Pick<ProvisionContext, 'ssh'>,
  target: Target,
  { material, steps }: { readonly material: Material; readonly steps: readonly StepSpec[] },
): Promise<JudgedHost> {
  const hasServer = MARIADB_ROLES.some((role) => target.host.roles.includes(role));
  const probes = new Map([
    ['facts', FACTS_PROBE],
    ...(hasServer ? [['server', serverProbe()] as const] : []),
    ...steps.map((spec) => [spec.name, spec.probe(target)] as const),
  ]);
  const seen = await askHost(await context.ssh(target.name), probes);
  const facts = parseFacts(seen.get('facts') ?? '');
  if (facts === undefined) {
    const said = seen.get('facts') ?? '';
    throw new AetherError('PROVISION_FAILED', `${target.name}: the host does not say what it is:\n${said}`);
  }
  const server = hasServer ? parseServer(target.name, seen.get('server') ?? '') : undefined;
  const judged: JudgedStep[] = [];
  for (const spec of steps) {
    const verdict = await spec.judge(seen.get(spec.name) ?? '', { ...target, facts, material });
    judged.push({ target, spec, verdict });
  }
  return { steps: judged, server };
}
