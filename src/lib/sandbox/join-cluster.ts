import { AetherError, toAetherError } from '../core/errors.ts';
import type { StepEnd } from '../core/run-step.ts';
import { formatSeconds } from '../core/units.ts';
import { awaitDrop, type DropState, type Survivor } from '../infra/mariadb/galera/await-drop.ts';
import { LEFT_INCONSISTENT } from '../infra/mariadb/galera/member-report.ts';
import { writeMarker } from '../infra/mariadb/galera/member-gtid.ts';
import { isInCluster } from '../infra/mariadb/galera/wsrep-facts.ts';
import { readDataState } from './collect-facts.ts';
import { nodeLayout } from './layout.ts';
import { findServer } from './node-processes.ts';
import { findDiverged } from './diverged-members.ts';
import { openAdmin, probeServer } from './probe-server.ts';
import { readPosition, startPosition } from './read-position.ts';
import type { Sandbox } from './sandbox.ts';
import { ADDRESS, portsOf } from './server-config.ts';
import { setAside } from './set-aside.ts';
import { startServer } from './start-server.ts';
import { nodesOf, type SandboxNode } from './topology.ts';

/**
 * Starts a member that joins the others, after they have dropped it. With its position known it needs only what it has
 * missed. Starts nothing if the others have lost the cluster meanwhile: the next look at them plans what to do.
 */
export async function joinCluster(sandbox: Sandbox, node: SandboxNode): Promise<StepEnd> {
  const paths = nodeLayout(sandbox.layout, node.name);
  if ((await findServer(paths)) !== null) return startServer(sandbox, node);
  const hasData = (await readDataState(paths)) === 'complete';
  // InnoDB can be asked for its position only while no server has it open.
  const args = hasData ? startPosition(await readPosition(sandbox, node)) : await donorOption(sandbox, node);
  const drop = await waitForDrop(sandbox, node);
  if (drop.kind === 'no primary') return { outcome: 'unchanged', detail: 'no member may write now' };
  const end = await startOrCopy(sandbox, node, args);
  await markJoin(sandbox, node);
  return end;
}

/** One that finds itself inconsistent as it catches up needs a full copy; what it has stays, moved aside. */
async function startOrCopy(sandbox: Sandbox, node: SandboxNode, args: readonly string[]): Promise<StepEnd> {
  try {
    return await startServer(sandbox, node, args);
  } catch (thrown) {
    const error = toAetherError(thrown);
    if (error.details?.['inconsistent'] !== true) throw error;
    const aside = await setAside(sandbox, node.name);
    const message = `${node.name} ${LEFT_INCONSISTENT}: its data are in ${aside}, and it copies those of another member`;
    sandbox.context.emit({ type: 'note', level: 'warn', message });
    return startServer(sandbox, node, await donorOption(sandbox, node));
  }
}

/** With the timers of configs/galera it takes 1.3 s, with those of the server 6.4 s; a donor notices after 10 s. */
const DROP_SECONDS = 60;

async function waitForDrop(sandbox: Sandbox, node: SandboxNode): Promise<DropState> {
  const { clock, signal, emit } = sandbox.context;
  const address = `${ADDRESS}:${portsOf(sandbox.state, node.name).mariadb}`;
  const drop = await awaitDrop(address, () => askSurvivors(sandbox, node), {
    clock,
    signal,
    deadlineSeconds: DROP_SECONDS,
    onWait: ({ kind, by }) => {
      const what = kind === 'listed' ? 'drop the dead member' : 'finish a state transfer';
      const message = `${node.name}: waiting for ${by.join(' and ')} to ${what}, at most ${formatSeconds(DROP_SECONDS)}`;
      emit({ type: 'note', level: 'info', message });
    },
  });
  // What is still a donor then gives its data to another member, or is backed up.
  if (drop.kind === 'listed') throw stillListed(node.name, drop.by);
  return drop;
}

function stillListed(node: string, by: readonly string[]): AetherError {
  const others = by.join(' and ');
  const message = `${others} did not drop ${node} within ${DROP_SECONDS} s; started now, its GTIDs would diverge`;
  return new AetherError('SERVER_FAILED', message, {
    hint: `see whether ${others} still answer with "aether sandbox status", then run "aether sandbox up" again`,
    details: { node, listed_by: by },
  });
}

async function askSurvivors(sandbox: Sandbox, node: SandboxNode): Promise<Survivor[]> {
  const survivors = await Promise.all(
    othersOf(sandbox, node).map(async ({ name }) => {
      if ((await findServer(nodeLayout(sandbox.layout, name))) === null) return null;
      const facts = await probeServer(sandbox, name);
      return { member: name, wsrep: facts.kind === 'answers' ? facts.wsrep : null };
    }),
  );
  return survivors.filter((each) => each !== null);
}

function othersOf(sandbox: Sandbox, node: SandboxNode): SandboxNode[] {
  return nodesOf(sandbox.state).filter((other) => other.role === 'member' && other.name !== node.name);
}

/** A full copy takes the donor's GTIDs over, so a member whose own diverge is not a donor. */
async function donorOption(sandbox: Sandbox, node: SandboxNode): Promise<string[]> {
  const serving = await servingOthers(sandbox, node);
  const diverged = await findDiverged(sandbox, serving);
  const donors = serving.filter((name) => diverged[name] === undefined);
  return donors.length === serving.length ? [] : [`--wsrep_sst_donor=${donors.join(',')}`];
}

/** The other members that may write, and serve. */
async function servingOthers(sandbox: Sandbox, node: SandboxNode): Promise<string[]> {
  const survivors = await askSurvivors(sandbox, node);
  return survivors.filter(({ wsrep }) => wsrep !== null && isInCluster(wsrep)).map(({ member }) => member);
}

/** GTIDs that diverge show only with a write of another member; the next look at the members compares them. */
async function markJoin(sandbox: Sandbox, node: SandboxNode): Promise<void> {
  const [other] = await servingOthers(sandbox, node);
  if (other === undefined) return;
  try {
    await using session = await openAdmin(sandbox, other);
    await writeMarker(session);
  } catch (thrown) {
    const error = toAetherError(thrown);
    if (error.code === 'BUG' || error.code === 'INTERRUPTED') throw error;
    const message = `${node.name}: its GTIDs could not be compared: ${error.message}`;
    sandbox.context.emit({ type: 'note', level: 'warn', message });
  }
}
