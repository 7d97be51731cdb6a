import { mkdir } from 'node:fs/promises';
import { converge, type Look } from '../infra/run/converge.ts';
import { stepByStep } from '../infra/run/step-by-step.ts';
import { withRunLock } from '../infra/run/with-run-lock.ts';
import { collectFacts } from './collect-facts.ts';
import type { SandboxFacts } from './facts.ts';
import { describeMongoServer, type MongoStatus } from './mongo/mongo-status.ts';
import { describeNodes, type NodeStatus } from './node-status.ts';
import { readPasswords } from './passwords.ts';
import { planSandbox } from './plan-sandbox.ts';
import type { SandboxPlan, SandboxStep, Task } from './plan-steps.ts';
import { currentLayout, prepareSandbox, type UpRequest } from './prepare-sandbox.ts';
import { runTask } from './run-task.ts';
import { type Sandbox, type SandboxContext, sandboxLock } from './sandbox.ts';
import { finishRemoval } from './sandbox-down.ts';
import { writeState } from './sandbox-state.ts';

export interface UpReport {
  /** How many steps changed something; 0 where it was up already. */
  readonly changed: number;
  readonly environmentFile: string;
  readonly nodes: readonly NodeStatus[];
  /** null without a MongoDB server. */
  readonly mongo: MongoStatus | null;
}

/** What `up` would do now. */
export async function planSandboxUp(context: SandboxContext, request: UpRequest): Promise<SandboxPlan> {
  return (await look(await prepareSandbox(context, request))).plan;
}

/**
 * Brings every server of the sandbox up, whatever state it is found in, and repairs what is broken.
 * Safe to end at any moment and to run again.
 */
export async function sandboxUp(context: SandboxContext, request: UpRequest): Promise<UpReport> {
  const layout = currentLayout(context.stateDir);
  return withRunLock(context, sandboxLock(layout, 'aether sandbox up'), async () => {
    await finishRemoval(layout);
    const sandbox = await prepareSandbox(context, request);
    await mkdir(sandbox.layout.root, { recursive: true, mode: 0o700 });
    await writeState(sandbox.layout, sandbox.state);
    return bringUp(sandbox);
  });
}

async function bringUp(sandbox: Sandbox): Promise<UpReport> {
  const { context, layout, state } = sandbox;
  const { changed, facts } = await converge<SandboxStep, SandboxFacts>(context, {
    look: async () => look(await withPasswords(sandbox)),
    runSteps: stepByStep(context, async (task: Task) => runTask(await withPasswords(sandbox), task)),
    // One server after the other, so that the cluster has a first member.
    limit: 1,
    rounds: 4,
    unfinished: {
      code: 'SERVER_FAILED',
      hint: 'look at "aether sandbox status" and at the error logs it names',
    },
  });
  const nodes = await describeNodes(layout, state, facts);
  const mongo =
    facts.mongo === null ? null : await describeMongoServer(layout, facts.mongo.state, facts.mongo);
  return { changed, environmentFile: layout.environmentFile, nodes, mongo };
}

async function look(sandbox: Sandbox): Promise<Look<SandboxStep, SandboxFacts>> {
  const facts = await collectFacts(sandbox);
  return { facts, plan: planSandbox(sandbox.state, facts) };
}

/** An earlier step may just have generated some. */
async function withPasswords(sandbox: Sandbox): Promise<Sandbox> {
  return { ...sandbox, passwords: await readPasswords(sandbox.layout, sandbox.context.redactor) };
}
