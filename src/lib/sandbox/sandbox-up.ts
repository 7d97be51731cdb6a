import { mkdir } from 'node:fs/promises';
import { AetherError, throwIfAborted } from '../core/errors.ts';
import { pendingSteps } from '../core/plan.ts';
import { runStep } from '../core/run-step.ts';
import { withDirectoryLock } from '../infra/state/directory-lock.ts';
import { collectFacts } from './collect-facts.ts';
import type { SandboxFacts } from './facts.ts';
import { sandboxLock } from './lock-options.ts';
import { finishRemoval } from './sandbox-down.ts';
import { readPasswords } from './passwords.ts';
import { planSandbox } from './plan-sandbox.ts';
import type { SandboxPlan } from './plan-steps.ts';
import { currentLayout, prepareSandbox, type UpRequest } from './prepare-sandbox.ts';
import { runTask } from './run-task.ts';
import type { Sandbox, SandboxContext } from './sandbox.ts';
import { writeState } from './sandbox-state.ts';
import { describeNodes, type NodeStatus } from './node-status.ts';

export interface UpReport {
  /** How many steps changed something; 0 where it was up already. */
  readonly changed: number;
  readonly environmentFile: string;
  readonly nodes: readonly NodeStatus[];
}

/** What `up` would do now. */
export async function planSandboxUp(context: SandboxContext, request: UpRequest): Promise<SandboxPlan> {
  const sandbox = await prepareSandbox(context, request);
  return planSandbox(sandbox.state, await collectFacts(sandbox));
}

/**
 * Brings every server of the sandbox up, whatever state it is found in, and mends what is broken.
 * Safe to end at any moment and to run again.
 */
export async function sandboxUp(context: SandboxContext, request: UpRequest): Promise<UpReport> {
  const layout = currentLayout(context.stateDir);
  return withDirectoryLock(layout.lock, sandboxLock(context, 'aether sandbox up'), async () => {
    await finishRemoval(layout);
    const sandbox = await prepareSandbox(context, request);
    await mkdir(sandbox.layout.root, { recursive: true, mode: 0o700 });
    await writeState(sandbox.layout, sandbox.state);
    return converge(sandbox);
  });
}

/** What one round finds broken only when it starts a server, the next one mends. */
const ROUNDS = 4;

async function converge(sandbox: Sandbox): Promise<UpReport> {
  let changed = 0;
  for (let round = 1; ; round += 1) {
    const current = await withPasswords(sandbox);
    const facts = await collectFacts(current);
    const plan = planSandbox(current.state, facts);
    const pending = pendingSteps(plan);
    if (pending.length === 0) return report(current, facts, changed);
    if (round > ROUNDS) throw notConverged(plan);
    await runPlan(sandbox, plan);
    changed += pending.length;
  }
}

async function runPlan(sandbox: Sandbox, plan: SandboxPlan): Promise<void> {
  const { context } = sandbox;
  for (const step of pendingSteps(plan)) {
    throwIfAborted(context.signal);
    const title = `${step.subject}: ${step.summary}`;
    await runStep(context, { id: step.id, title }, async () => {
      const end = await runTask(await withPasswords(sandbox), step.task);
      return end ?? undefined;
    });
  }
}

/** An earlier step may just have generated some. */
async function withPasswords(sandbox: Sandbox): Promise<Sandbox> {
  return { ...sandbox, passwords: await readPasswords(sandbox.layout, sandbox.context.redactor) };
}

async function report(sandbox: Sandbox, facts: SandboxFacts, changed: number): Promise<UpReport> {
  const nodes = await describeNodes(sandbox.layout, sandbox.state, facts.nodes);
  return { changed, environmentFile: sandbox.layout.environmentFile, nodes };
}

function notConverged(plan: SandboxPlan): AetherError {
  const open = pendingSteps(plan).map((step) => `${step.subject}: ${step.summary}`);
  return new AetherError('SERVER_FAILED', `still to do after ${ROUNDS} rounds: ${open.join('; ')}`, {
    hint: 'look at "aether sandbox status" and at the error logs it names',
    details: { open },
  });
}
