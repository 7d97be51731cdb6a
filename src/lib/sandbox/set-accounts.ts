import { runProgramOrThrow } from '../infra/process/run-program.ts';
import { writeFileAtomic } from '../infra/state/write-file-atomic.ts';
import { accountsFingerprint, accountsSql } from './accounts.ts';
import { nodeLayout, type SandboxLayout } from './layout.ts';
import { completePasswords, type Passwords } from './passwords.ts';
import type { Sandbox } from './sandbox.ts';
import { nodeVariables } from './server-variables.ts';
import type { SandboxNode } from './topology.ts';

/**
 * Gives a running server's accounts the passwords on file and the rights they need, over its socket, where the
 * system's user needs no password.
 */
export async function setAccounts(sandbox: Sandbox, node: SandboxNode): Promise<void> {
  const { socket } = nodeLayout(sandbox.layout, node.name);
  const passwords = completePasswords(sandbox.passwords);
  // On the replica only: written to its binary log, the change would be a transaction of its own.
  const prefix = node.role === 'replica' ? 'SET SESSION sql_log_bin = 0;\n' : '';
  await runProgramOrThrow(
    sandbox.programs.client,
    ['--no-defaults', '--batch', `--socket=${socket}`, `--user=${sandbox.osUser}`],
    {
      variables: nodeVariables(sandbox, node.name),
      signal: sandbox.context.signal,
      input: prefix + accountsSql(passwords),
    },
  );
  if (node.role !== 'replica') await rememberAccounts(sandbox.layout, passwords);
}

/** The replica gets what node1 has, so that one fingerprint tells for all. */
export async function rememberAccounts(layout: SandboxLayout, passwords: Passwords): Promise<void> {
  await writeFileAtomic(layout.accountsFile, accountsFingerprint(passwords), 0o600);
}
