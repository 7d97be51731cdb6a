import { nodeLayout } from './layout.ts';
import { NODE_VARIABLE } from './node-processes.ts';
import type { Sandbox } from './sandbox.ts';

/** The environment of everything that works for a node: the user's own, and the mark by which it is found again. */
export function nodeVariables(sandbox: Sandbox, node: string): Record<string, string | undefined> {
  return { ...sandbox.context.variables, [NODE_VARIABLE]: nodeLayout(sandbox.layout, node).dir };
}
