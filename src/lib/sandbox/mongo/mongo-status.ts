import { uptimeSeconds, type ProcessIdentity } from '../../infra/process/process-table.ts';
import { nodeLayout, type SandboxLayout } from '../layout.ts';
import type { NodeState } from '../node-status.ts';
import { MONGO_ADDRESS, MONGO_NODE } from './mongo-server.ts';
import type { MongoState } from './mongo-state.ts';
import type { MongoAnswer } from './probe-mongo.ts';

export interface MongoStatus {
  readonly name: string;
  readonly state: NodeState;
  readonly problem: string | null;
  /** `MongoDB 8.0.4`; a stand-in is called one here and in `stand_in`. */
  readonly server: string;
  readonly stand_in: boolean;
  readonly replica_set: string | null;
  readonly address: string;
  readonly port: number;
  readonly pid: number | null;
  readonly uptime_seconds: number | null;
  readonly error_log: string;
}

/** The facts about the server in the words of the answer. */
export async function describeMongoServer(
  layout: SandboxLayout,
  state: MongoState,
  facts: { readonly process: ProcessIdentity | null; readonly answer: MongoAnswer | null },
): Promise<MongoStatus> {
  const { process, answer } = facts;
  const identity = answer?.kind === 'answers' ? answer.identity : null;
  return {
    name: MONGO_NODE,
    ...judgeMongo(answer),
    server: identity?.label ?? state.label,
    stand_in: identity?.isStandIn ?? state.isStandIn,
    replica_set: identity?.replicaSet ?? null,
    address: MONGO_ADDRESS,
    port: state.port,
    pid: process?.pid ?? null,
    uptime_seconds: process === null ? null : await uptimeSeconds(process),
    error_log: nodeLayout(layout, MONGO_NODE).outputFile,
  };
}

/** A state, and what is wrong if it is not up. */
export function judgeMongo(answer: MongoAnswer | null): Pick<MongoStatus, 'state' | 'problem'> {
  if (answer === null) return { state: 'down', problem: null };
  if (answer.kind === 'silent') return { state: 'unknown', problem: answer.reason };
  if (answer.kind !== 'answers') return { state: 'broken', problem: answer.reason };
  if (!answer.identity.isWritable) return { state: 'broken', problem: 'it does not take writes' };
  return { state: 'up', problem: null };
}
