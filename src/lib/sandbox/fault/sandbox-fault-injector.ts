import { randomBytes } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AetherError } from '../../core/errors.ts';
import { packageFile } from '../../core/package-root.ts';
import { didYouMean } from '../../core/suggest.ts';
import type {
  ActiveFault,
  FaultInjector,
  FaultOrder,
  FaultStatus,
} from '../../infra/fault/fault-injector.ts';
import { loadFault } from '../../infra/fault/load-fault.ts';
import { listModules, loadModules } from '../../infra/load-modules.ts';
import { runProgram } from '../../infra/process/run-program.ts';
import { quoteCommand } from '../../infra/ssh/command/quote.ts';
import { nodeLayout, type SandboxLayout } from '../layout.ts';
import { findServer } from '../node-processes.ts';
import { currentLayout } from '../prepare-sandbox.ts';
import type { SandboxContext } from '../sandbox.ts';
import { readState } from '../sandbox-state.ts';
import { nodesOf } from '../topology.ts';
import { faultDirectory, listFaults, recordFault } from './fault-records.ts';
import { holdFault } from './hold-fault.ts';
import type { FaultScripts, SandboxFault } from './sandbox-fault-kind.ts';

type FaultContext = Pick<SandboxContext, 'stateDir' | 'variables' | 'clock'>;

/** The process that holds a fault notices at once that aether has died. */
const DEAD_MAN_SECONDS = 0;

const KINDS = new URL('kinds/', import.meta.url);

/** Faults of the processes of the sandbox's servers. What needs a network or a disk of its own is for the lab. */
export function sandboxFaultInjector(context: FaultContext): FaultInjector {
  const layout = currentLayout(context.stateDir);
  return {
    names: async () => (await discoverSandboxFaults()).map(({ name }) => name),
    plan: async (order) => {
      const { summary, expected } = await faultNamed(order.fault);
      const found = await scriptsFor(context, layout, order);
      const obstacle = 'problem' in found ? found : null;
      return { order, summary, expected, dead_man_seconds: DEAD_MAN_SECONDS, obstacle };
    },
    inject: (order) => inject(context, layout, order),
    list: () => listFaults(layout),
    heal: (host) => healAll(context, layout, host),
  };
}

/** The faults of `kinds/`, in the order of the names of their files. */
export async function discoverSandboxFaults(): Promise<SandboxFault[]> {
  return loadModules<SandboxFault>(await listModules(KINDS), 'fault');
}

const faultNamed = (name: string) => loadFault<SandboxFault>(KINDS, name);

async function inject(context: FaultContext, layout: SandboxLayout, order: FaultOrder): Promise<ActiveFault> {
  // What is held by nobody any more, as after a power cut, would otherwise be in force on file for ever.
  const stale = (await listFaults(layout)).filter(({ host, held }) => host === order.host && !held);
  await healEach(context, layout, stale);
  const found = await scriptsFor(context, layout, order);
  if ('problem' in found) throw new AetherError('FAULT_REFUSED', found.problem, { hint: found.hint });
  const id = `${order.host}-${order.fault}-${randomBytes(2).toString('hex')}`;
  const started_at = context.clock.now().toISOString();
  await recordFault(
    layout,
    id,
    { host: order.host, fault: order.fault, subject: 'mariadbd', started_at },
    found,
  );
  const { seconds = 0 } = order;
  return holdFault({ id, directory: faultDirectory(layout, id), seconds, variables: context.variables });
}

async function scriptsFor(
  context: FaultContext,
  layout: SandboxLayout,
  { host, fault: name }: FaultOrder,
): Promise<FaultScripts | { readonly problem: string; readonly hint: string }> {
  const fault = await faultNamed(name);
  const hint = 'start it: aether sandbox up';
  const state = await readState(layout);
  const nodes = state === undefined ? [] : nodesOf(state).map((node) => node.name);
  if (!nodes.includes(host))
    return { problem: `the sandbox has no server "${host}"${didYouMean(host, nodes)}`, hint };
  const server = await findServer(nodeLayout(layout, host));
  if (server === null) return { problem: `${host} does not run`, hint };
  const first = (await listFaults(layout)).find((known) => known.host === host && known.held);
  if (first !== undefined) {
    return { problem: `the fault ${first.id} is in force`, hint: 'wait until the other run ends, or end it' };
  }
  return fault.scripts({ server, repair: repairLine(context, layout) });
}

/** Only if the sandbox is to be up: one that was taken down meanwhile stays down. */
function repairLine({ stateDir }: FaultContext, layout: SandboxLayout): string {
  const up = [process.execPath, packageFile('bin', 'aether.js'), 'sandbox', 'up', '--yes'];
  const isWanted = quoteCommand(['grep', '-q', '"wanted": "up"', layout.stateFile]);
  return `! ${isWanted} || ${quoteCommand(['env', `AETHER_STATE_DIR=${stateDir}`, ...up])}`;
}

/** Heals what an earlier run has left; one that is held is healed by what holds it as well, which does no harm. */
async function healAll(
  context: FaultContext,
  layout: SandboxLayout,
  host: string | undefined,
): Promise<FaultStatus[]> {
  const faults = (await listFaults(layout)).filter((fault) => host === undefined || fault.host === host);
  await healEach(context, layout, faults.toReversed());
  return faults;
}

async function healEach(
  { variables }: FaultContext,
  layout: SandboxLayout,
  faults: readonly FaultStatus[],
): Promise<void> {
  for (const { id } of faults) {
    const directory = faultDirectory(layout, id);
    const script = await readFile(join(directory, 'heal.sh'), 'utf8').catch(() => '');
    const { exitCode, stderr } = await runProgram('sh', ['-e', '-c', script], { variables });
    if (exitCode !== 0) {
      throw new AetherError('FAULT_FAILED', `the fault ${id} is not healed: ${stderr.trim()}`, {
        hint: 'repair the sandbox: aether sandbox up',
      });
    }
    await rm(directory, { recursive: true, force: true });
  }
}
