import type { StepEnd } from '../core/run-step.ts';
import type { Clock } from '../core/clock.ts';
import { endProcess } from '../infra/process/end-process.ts';
import { nodeLayout, type SandboxLayout } from './layout.ts';
import { findServer, processesOf, surveyProcesses } from './node-processes.ts';

/** Long enough to write back a buffer pool; what is left then is repaired by crash recovery. */
const GRACE_SECONDS = 30;
const HELPER_GRACE_SECONDS = 2;
/** For a server that does not serve yet: whoever pressed Ctrl-C waits. */
export const IMPATIENT_SECONDS = 3;

interface Stoppable {
  readonly context: { readonly clock: Clock };
  readonly layout: SandboxLayout;
}

/** Stops a node's server in order, or kills it where it does not stop in time; then ends its helpers. */
export async function stopServer(
  sandbox: Stoppable,
  node: string,
  graceSeconds = GRACE_SECONDS,
): Promise<StepEnd> {
  const { clock } = sandbox.context;
  const server = await findServer(nodeLayout(sandbox.layout, node));
  const ending = server === null ? 'gone' : await endProcess(server, { clock, graceSeconds });
  await sweepHelpers(sandbox, node);
  if (ending === 'gone') return { outcome: 'unchanged', detail: 'it was not running' };
  return ending === 'ended' ? {} : { detail: `killed: it did not stop within ${graceSeconds} s` };
}

/**
 * Ends what works for the node without a server that waits for it. Looks again after each round: a script may have
 * started another program between the look and its end.
 */
export async function sweepHelpers(sandbox: Stoppable, node: string): Promise<StepEnd> {
  const options = { clock: sandbox.context.clock, graceSeconds: HELPER_GRACE_SECONDS };
  let end: StepEnd = { outcome: 'unchanged' };
  for (;;) {
    const { strays } = processesOf(nodeLayout(sandbox.layout, node), await surveyProcesses());
    if (strays.length === 0) return end;
    await Promise.all(strays.map((stray) => endProcess(stray, options)));
    end = {};
  }
}
