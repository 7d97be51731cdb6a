import { basename } from 'node:path';
import {
  listProcesses,
  readStartVariable,
  type ProcessIdentity,
  type RunningProcess,
} from '../infra/process/process-table.ts';
import type { NodeLayout } from './layout.ts';

/** Set for everything that the sandbox starts; helpers of servers inherit it. */
export const NODE_VARIABLE = 'AETHER_SANDBOX_NODE';

export interface NodeProcesses {
  readonly server: ProcessIdentity | null;
  /** Marked as the node's, and in no session of its server: nobody waits for their work. */
  readonly strays: readonly ProcessIdentity[];
}

/** A look at all processes of this machine. */
export interface ProcessSurvey {
  readonly processes: readonly RunningProcess[];
  /** The value of NODE_VARIABLE by pid, where a process has it. */
  readonly marks: ReadonlyMap<number, string>;
}

export async function surveyProcesses(): Promise<ProcessSurvey> {
  const processes = await listProcesses();
  const marks = new Map<number, string>();
  await Promise.all(
    processes.map(async ({ pid }) => {
      const mark = await readStartVariable(pid, NODE_VARIABLE);
      if (mark !== undefined) marks.set(pid, mark);
    }),
  );
  return { processes, marks };
}

/**
 * A node's processes. The server is known by the option file that it was started with, never by a pid on file:
 * that path is ours alone.
 */
export function processesOf(node: NodeLayout, survey: ProcessSurvey): NodeProcesses {
  const server = survey.processes.find((process) => isServer(process, node)) ?? null;
  const strays = survey.processes.filter(
    (process) => survey.marks.get(process.pid) === node.dir && process.session !== server?.session,
  );
  return { server, strays };
}

/** The server of a node, found without reading what other processes were started with. */
export async function findServer(node: NodeLayout): Promise<ProcessIdentity | null> {
  return (await listProcesses()).find((process) => isServer(process, node)) ?? null;
}

/** A MongoDB server is known by its data directory: mongod and the stand-in name it by these options. */
function servesDocuments(args: readonly string[], node: NodeLayout): boolean {
  return args.some(
    (arg, index) => (arg === '--dbpath' || arg === '--storage-path') && args[index + 1] === node.dataDir,
  );
}

function isServer(process: RunningProcess, node: NodeLayout): boolean {
  const [program = '', ...args] = process.argv;
  if (servesDocuments(args, node)) return true;
  const serves = !args.some((arg) => arg === '--wsrep-recover' || arg === '--bootstrap');
  return basename(program) === 'mariadbd' && serves && args.includes(`--defaults-file=${node.configFile}`);
}
