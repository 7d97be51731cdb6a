import { inject, it } from 'vitest';
import type { TestLab } from '../fleet/lab-setup.ts';
import { runProgram, type ProgramResult } from '../../src/lib/infra/process/run-program.ts';
import type { ActiveFault } from '../../src/lib/infra/fault/fault-injector.ts';
import type { FaultOptions } from '../../src/lib/infra/fault/fault-kind.ts';
import { labFaultInjector } from '../../src/lib/lab/fault/lab-fault-injector.ts';
import { execOnHost, sshToHost, type CommandEnd } from '../../src/lib/lab/lab-exec.ts';
import { openLab } from '../../src/lib/lab/lab.ts';
import { labContext } from './lab-context.ts';

/** A test that needs the shared lab: `fleet('…', async ({ lab }) => …)`. Where there is none it is skipped with the reason. */
export const fleet = it.extend<{ lab: TestLab }>({
  lab: async ({ skip }, use) => {
    const lab = inject('lab');
    if (lab === null) skip(inject('whyNoLab'));
    else await use(lab);
  },
});

/** Runs a shell script as root on a machine, bypassing its network. */
export async function onHost(lab: TestLab, host: string, script: string): Promise<CommandEnd> {
  return execOnHost(labContext(lab.stateDir), { lab: lab.name, host, argv: ['sh', '-c', script] });
}

/** The same, for what must succeed; returns what it printed. */
export async function said(lab: TestLab, host: string, script: string): Promise<string> {
  const { exit_code, stdout, stderr } = await onHost(lab, host, script);
  if (exit_code !== 0) throw new Error(`${host}: ${script} ended with ${exit_code}: ${stderr}`);
  return (stdout ?? '').trim();
}

/** Runs a command over SSH, through the bastion. */
export async function overSsh(lab: TestLab, host: string, ...argv: string[]): Promise<CommandEnd> {
  return sshToHost(labContext(lab.stateDir), { lab: lab.name, host, argv });
}

/** Runs a shell script in the lab's network, outside of all machines: where the operator is. */
export async function asOperator(lab: TestLab, script: string): Promise<ProgramResult> {
  const args = [`--net=${lab.namespace}`, '--', 'bash', '-c', script];
  return runProgram('nsenter', args, { variables: process.env });
}

/** Injects a fault; `await using` heals it at the end of the test. */
export async function faulty(
  lab: TestLab,
  host: string,
  fault: string,
  options: FaultOptions & { readonly seconds?: number } = {},
): Promise<ActiveFault & AsyncDisposable> {
  const { seconds, ...faultOptions } = options;
  const opened = await openLab(labContext(lab.stateDir), lab.name);
  const active = await labFaultInjector(opened).inject({ host, fault, seconds, options: faultOptions });
  return { ...active, [Symbol.asyncDispose]: () => active.heal() };
}

/** A script that succeeds where a TCP connection comes about within two seconds. */
export function connectsTo(address: string, port: number): string {
  return `timeout 2 bash -c '</dev/tcp/${address}/${port}'`;
}

/** MariaDB on some machines, from the package repository inside them. */
export async function installMariadb(lab: TestLab, hosts: readonly string[]): Promise<void> {
  await Promise.all(
    hosts.map((host) =>
      said(
        lab,
        host,
        'command -v mariadbd >/dev/null || DEBIAN_FRONTEND=noninteractive apt-get install -y -q mariadb-server',
      ),
    ),
  );
}
