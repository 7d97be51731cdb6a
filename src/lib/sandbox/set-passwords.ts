import { runProgramOrThrow } from '../infra/process/run-program.ts';
import { accountsSql } from './accounts.ts';
import { nodeLayout } from './layout.ts';
import { completePasswords } from './passwords.ts';
import type { Sandbox } from './sandbox.ts';
import { nodeVariables } from './server-variables.ts';
import type { SandboxNode } from './topology.ts';

/** Gives a running server's accounts the passwords on file, over its socket, where the system's user needs none. */
export async function setPasswords(sandbox: Sandbox, node: SandboxNode): Promise<void> {
  const { socket } = nodeLayout(sandbox.layout, node.name);
  // On the replica only: written to its binary log, the change would be a transaction of its own.
  const prefix = node.role === 'replica' ? 'SET SESSION sql_log_bin = 0;\n' : '';
  await runProgramOrThrow(
    sandbox.programs.client,
    ['--no-defaults', '--batch', `--socket=${socket}`, `--user=${sandbox.osUser}`],
    {
      variables: nodeVariables(sandbox, node.name),
      signal: sandbox.context.signal,
      input: prefix + accountsSql(completePasswords(sandbox.passwords)),
    },
  );
}
