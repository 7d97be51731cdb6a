import { AetherError } from '../../core/errors.ts';
import type { FaultOptions } from '../../infra/fault/fault-kind.ts';
import { quoteArgument } from '../../infra/ssh/command/quote.ts';
import type { LabRole } from '../host/topology.ts';
import type { FaultScene } from './lab-fault-kind.ts';

/** What a machine is there for. */
const SERVICES: Readonly<Partial<Record<LabRole, string>>> = {
  galera: 'mariadb.service',
  replica: 'mariadb.service',
  mongo: 'mongod.service',
};

const UNIT_NAME = /^[A-Za-z0-9:_.@-]+$/;

/** The systemd unit that a fault is about: the one asked for, or the server of the machine. Throws USAGE. */
export function serviceOf({ host }: FaultScene, { service }: FaultOptions): string {
  const unit = service ?? SERVICES[host.role];
  if (unit === undefined) {
    throw new AetherError('USAGE', `${host.name} has no database server`, {
      hint: 'name a service with --service',
    });
  }
  if (!UNIT_NAME.test(unit)) throw new AetherError('USAGE', `"${unit}" cannot be the name of a systemd unit`);
  return unit.includes('.') ? unit : `${unit}.service`;
}

/** Script lines that end with a sentence where the service does not run. */
export function requireActive(unit: string): string[] {
  const name = quoteArgument(unit);
  return [
    `systemctl is-active --quiet ${name} || { echo ${name} does not run on "$(hostname)" >&2; exit 1; }`,
  ];
}

/**
 * Script lines that lay settings over a unit until the machine restarts, or until they are taken away. The name of
 * the fault keeps two of them apart.
 */
export function overrideUnit(unit: string, fault: string, settings: readonly string[]): string[] {
  const directory = quoteArgument(`/run/systemd/system/${unit}.d`);
  const lines = ['[Service]', ...settings].map((line) => quoteArgument(line)).join(' ');
  return [
    `mkdir -p ${directory}`,
    `printf '%s\\n' ${lines} > ${directory}/90-aether-${fault}.conf`,
    'systemctl daemon-reload',
  ];
}

export function removeOverride(unit: string, fault: string): string[] {
  return [
    `rm -f ${quoteArgument(`/run/systemd/system/${unit}.d/90-aether-${fault}.conf`)}`,
    'systemctl daemon-reload',
  ];
}
