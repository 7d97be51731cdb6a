import { clockSkew } from '../core/clock-skew.ts';
import { AetherError } from '../core/errors.ts';
import { MARIADB_ROLES } from '../infra/config/hosts-with.ts';
import { serverProbe } from './cluster/server-probe.ts';
import { parseServer, type ServerReport } from './cluster/server-report.ts';
import { FACTS_PROBE, parseFacts } from './engine/host-facts.ts';
import { askHost } from './engine/probe-batch.ts';
import { serverConfig } from './mariadb/server-config.ts';
import { compareSettings, withoutSecrets, type SettingChanges } from './mariadb/setting-class.ts';
import type { Material } from './material.ts';
import type { ProvisionContext } from './provision-context.ts';
import type { JudgedStep } from './plan-provision.ts';
import type { HostView, StepSpec, Target } from './step-spec.ts';

export interface JudgedHost {
  readonly view: HostView;
  readonly steps: readonly JudgedStep[];
  /** How far its clock is ahead of this computer's; negative if it is slow. */
  readonly skewSeconds: number;
  /** Of a host that has a MariaDB server, or is to have one. */
  readonly server: ServerReport | undefined;
  /** What the server runs with otherwise than its option file should say; undefined if nothing shows with what it runs. */
  readonly settings: SettingChanges | undefined;
  /** What the probe for the report printed; empty if there was none. */
  readonly report: string;
}

export interface Questions {
  readonly material: Material;
  readonly steps: readonly StepSpec[];
  /** A probe for the report of the run, which no step judges. */
  readonly report?: (target: Target) => string;
}

/** Asks a host, at once, about all of these steps and about its server. */
export async function judgeHost(
  context: Pick<ProvisionContext, 'ssh' | 'clock'>,
  target: Target,
  { material, steps, report }: Questions,
): Promise<JudgedHost> {
  const hasServer = MARIADB_ROLES.some((role) => target.host.roles.includes(role));
  const probes = new Map([
    ['facts', FACTS_PROBE],
    ...(hasServer ? [['server', serverProbe()] as const] : []),
    ...steps.map((spec) => [spec.name, spec.probe(target)] as const),
    ...(report === undefined ? [] : [['report', report(target)] as const]),
  ]);
  const now = () => context.clock.now().getTime() / 1000;
  const before = now();
  const seen = await askHost(await context.ssh(target.name), probes);
  const after = now();
  const facts = parseFacts(seen.get('facts') ?? '');
  if (facts === undefined) {
    const said = seen.get('facts') ?? '';
    throw new AetherError('PROVISION_FAILED', `${target.name}: the host does not say what it is:\n${said}`);
  }
  const server = hasServer ? parseServer(target.name, seen.get('server') ?? '') : undefined;
  const view = { ...target, facts, material };
  const judged: JudgedStep[] = [];
  for (const spec of steps) {
    const verdict = await spec.judge(seen.get(spec.name) ?? '', view);
    judged.push({ target, spec, verdict });
  }
  const skewSeconds = clockSkew(before, facts.clockSeconds, after);
  const settings = await judgeSettings(server, view);
  return { view, steps: judged, skewSeconds, server, settings, report: seen.get('report') ?? '' };
}

async function judgeSettings(
  server: ServerReport | undefined,
  view: HostView,
): Promise<SettingChanges | undefined> {
  if (server === undefined || server.runningSettings === '') return undefined;
  return compareSettings(server.runningSettings, withoutSecrets(await serverConfig(view)));
}
