import type { TextView } from '../core/command.ts';
import { labCommand } from '../core/lab-command.ts';
import type { HostState } from './host/host-status.ts';
import type { DownReport } from './lab-down.ts';
import type { HostStatus, LabStatus } from './lab-status.ts';
import type { UpReport } from './lab-up.ts';

/** The answer of `lab up`. */
export function renderUp(report: UpReport, view: TextView): string {
  const head = report.changed === 0 ? 'already up' : 'up';
  return [
    `${view.style.strong(`lab "${report.lab}"`)} is ${view.style.good(head)}`,
    renderHosts(report.hosts, view),
    `environment file  ${report.environmentFile}`,
  ].join('\n\n');
}

/** What to type when a lab is up: the first look at a machine goes to one that has a server. */
export function nextAfterUp({ lab, hosts }: UpReport): string[] {
  const host = hosts.find(({ role }) => role !== 'bastion') ?? hosts[0];
  const login = host === undefined ? [] : [`ssh ${host.name}`];
  return [...login, 'status'].map((words) => labCommand(lab, words));
}

/** The answer of `lab down`. */
export function renderDown(report: DownReport): string {
  const stopped =
    report.stopped.length === 0 ? 'no machine was running' : `stopped ${report.stopped.join(', ')}`;
  if (!report.purged) return stopped;
  const image = `the image of the machines stays in ${report.image_cache}, for the next lab`;
  return [`${stopped}; the lab is deleted`, ...(report.image_cache === null ? [] : [image])].join('\n');
}

/** The answer of `lab status`. */
export function renderStatus(status: LabStatus, view: TextView): string {
  const hosts = renderHosts(status.hosts, view);
  return status.faults.length === 0 ? hosts : `${hosts}\n\n${renderFaults(status, view)}`;
}

function renderFaults({ lab, faults }: LabStatus, view: TextView): string {
  const rows = faults.map(({ id, fault, host, started_at, held }) => [
    fault,
    host,
    started_at,
    held ? 'until its command ends' : view.style.bad(`until "${labCommand(lab, 'heal')}"`),
    id,
  ]);
  return view.table(['fault', 'host', 'since', 'lasts', 'id'], rows, { drop: ['since'] });
}

function renderHosts(hosts: readonly HostStatus[], view: TextView): string {
  const rows = hosts.map((host) => [
    host.name,
    host.role,
    paintState(host.state, view),
    host.address,
    host.zone,
    host.pid === null ? '-' : String(host.pid),
    host.data_device ?? '-',
  ]);
  return view.table(['host', 'role', 'state', 'address', 'zone', 'pid', 'data'], rows, {
    drop: ['data', 'zone', 'pid'],
  });
}

function paintState(state: HostState, view: TextView): string {
  if (state === 'ready') return view.style.good(state);
  return state === 'starting' ? view.style.warn(state) : view.style.bad(state);
}
