import { existsSync } from 'node:fs';
import { readdir, rename, rm } from 'node:fs/promises';
import { systemErrorCode } from '../core/errors.ts';
import { pendingSteps } from '../core/plan.ts';
import { measureData } from '../infra/mariadb/server/measure-data.ts';
import { type Performers, performTask } from '../infra/run/perform-task.ts';
import { runPlan } from '../infra/run/run-plan.ts';
import { stepByStep } from '../infra/run/step-by-step.ts';
import { withRunLock } from '../infra/run/with-run-lock.ts';
import { nodeLayout, type SandboxLayout } from './layout.ts';
import { MONGO_NODE } from './mongo/mongo-server.ts';
import { processesOf, surveyProcesses } from './node-processes.ts';
import { planDown, type DownFacts, type DownPlan, type DownTask } from './plan-down.ts';
import { currentLayout } from './prepare-sandbox.ts';
import { type SandboxContext, sandboxLock } from './sandbox.ts';
import { readState, writeState } from './sandbox-state.ts';
import { stopServer } from './stop-server.ts';

export interface DownReport {
  readonly stopped: readonly string[];
  readonly purged: boolean;
}

/** What `down` would do now. */
export async function planSandboxDown(context: SandboxContext, purge: boolean): Promise<DownPlan> {
  const layout = currentLayout(context.stateDir);
  return planDown(await collectDownFacts(layout, purge), purge);
}

/** Stops all servers, the replica first and node1 last; with `purge` removes everything after asking. */
export async function sandboxDown(context: SandboxContext, purge: boolean): Promise<DownReport> {
  const layout = currentLayout(context.stateDir);
  // Asked before the lock is taken: a question may stand for hours.
  const found = await collectDownFacts(layout, purge);
  if (!found.exists) return { stopped: [], purged: false };
  if (purge) await context.confirm(planDown(found, purge), 'sandbox');
  return withRunLock(context, sandboxLock(layout, 'aether sandbox down'), async () => {
    const plan = planDown(await collectDownFacts(layout, false), purge);
    if (!purge) await rememberDown(layout);
    const performers: Performers<DownTask> = {
      stop: ({ node }) => stopServer({ context, layout }, node),
      purge: () => removeAll(layout),
    };
    const runSteps = stepByStep(context, async (task: DownTask) => performTask(performers, task));
    await runPlan(context, plan, { runSteps, limit: 1 });
    const tasks = pendingSteps(plan).map(({ task }) => task);
    return {
      stopped: tasks.flatMap((task) => (task?.kind === 'stop' ? [task.node] : [])),
      purged: tasks.some((task) => task?.kind === 'purge'),
    };
  });
}

/** The directories are asked, not the state file, so that even a damaged sandbox can be removed. */
async function collectDownFacts(layout: SandboxLayout, withData: boolean): Promise<DownFacts> {
  const names = await nodeDirectories(layout.root);
  const survey = names.length === 0 ? undefined : await surveyProcesses();
  const nodes = names.map((name) => {
    const found = survey === undefined ? undefined : processesOf(nodeLayout(layout, name), survey);
    return { name, runs: found !== undefined && (found.server !== null || found.strays.length > 0) };
  });
  const exists = existsSync(layout.root) || existsSync(layout.removedDir);
  if (!withData) return { root: layout.root, exists, nodes };
  const servers = names.filter((name) => name !== MONGO_NODE);
  const data = await measureData(servers.map((name) => nodeLayout(layout, name).dataDir));
  return { root: layout.root, exists, nodes, data };
}

const NODE_DIRECTORY = /^(node|replica|mongo)\d+$/;

async function nodeDirectories(root: string): Promise<string[]> {
  return ((await listOrNull(root)) ?? []).filter((name) => NODE_DIRECTORY.test(name));
}

async function rememberDown(layout: SandboxLayout): Promise<void> {
  // One that cannot be read keeps nobody from stopping the servers.
  const state = await readState(layout).catch(() => undefined);
  if (state !== undefined) await writeState(layout, { ...state, wanted: 'down' });
}

async function removeAll(layout: SandboxLayout): Promise<undefined> {
  const { root, removedDir, socketDir } = layout;
  if (socketDir !== root) await rm(socketDir, { recursive: true, force: true });
  await finishRemoval(layout);
  // Renamed first: a sandbox that is half removed must not look like a whole one.
  if (existsSync(root)) await rename(root, removedDir);
  await finishRemoval(layout);
}

/** Removes what a `down --purge` that was killed has left. */
export async function finishRemoval({ removedDir }: SandboxLayout): Promise<void> {
  await rm(removedDir, { recursive: true, force: true });
}

async function listOrNull(path: string): Promise<string[] | null> {
  try {
    return await readdir(path);
  } catch (thrown) {
    if (systemErrorCode(thrown) === 'ENOENT') return null;
    throw thrown;
  }
}
