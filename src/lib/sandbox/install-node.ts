import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AetherError } from '../core/errors.ts';
import { quoteText } from '../infra/mariadb/identifiers.ts';
import { runProgramOrThrow } from '../infra/process/run-program.ts';
import { writeFileAtomic } from '../infra/state/write-file-atomic.ts';
import { accountsSql } from './accounts.ts';
import { nodeLayout } from './layout.ts';
import { completePasswords } from './passwords.ts';
import type { Sandbox } from './sandbox.ts';
import { rememberAccounts } from './set-accounts.ts';
import { nodeVariables } from './server-variables.ts';

/**
 * Makes a data directory with system tables and accounts, under another name until it is complete. The installer
 * gets no `--user`: with it, as root, it would change rights of files that belong to the system.
 */
export async function installNode(sandbox: Sandbox, node: string): Promise<void> {
  const { programs, osUser, context } = sandbox;
  const paths = nodeLayout(sandbox.layout, node);
  await mkdir(paths.dir, { recursive: true, mode: 0o700 });
  await rm(paths.draftDir, { recursive: true, force: true });
  const accountsFile = join(paths.dir, 'accounts.sql');
  const proofFile = join(paths.dir, 'installed');
  await rm(proofFile, { force: true });
  const passwords = completePasswords(sandbox.passwords);
  const lastSql = accountsSql(passwords) + rootSql(osUser) + proofSql(proofFile);
  await writeFileAtomic(accountsFile, lastSql, 0o600);
  try {
    const args = [
      '--no-defaults',
      `--basedir=${programs.basedir}`,
      `--datadir=${paths.draftDir}`,
      // A starting server deletes the temporary tables that it finds in its directory, also those of other servers.
      `--tmpdir=${paths.dir}`,
      '--auth-root-authentication-method=socket',
      `--auth-root-socket-user=${osUser}`,
      // Where the machine cannot look up its own name, which nothing here needs.
      '--force',
      '--skip-name-resolve',
      '--skip-test-db',
      `--extra-file=${accountsFile}`,
      // Made again with its final size at the first start.
      '--innodb-log-file-size=8M',
      // Nothing of a draft has to survive a crash, and a clean end writes everything.
      '--innodb-flush-log-at-trx-commit=0',
    ];
    await runProgramOrThrow(programs.installDb, args, {
      variables: nodeVariables(sandbox, node),
      signal: context.signal,
      cwd: paths.dir,
    });
    await requireProof(proofFile, programs.installDb);
    await rename(paths.draftDir, paths.dataDir);
    await rememberAccounts(sandbox.layout, passwords);
  } finally {
    await rm(accountsFile, { force: true });
    await rm(proofFile, { force: true });
  }
}

/** Whoever may do everything comes by the socket, as the system's user of that name, and by no password. */
function rootSql(osUser: string): string {
  const accounts = [...new Set(['root', osUser])].map((user) => `${quoteText(user)}@localhost`);
  return [
    ...accounts.map((account) => `ALTER USER ${account} IDENTIFIED VIA unix_socket;`),
    // The installer's row for the machine's name would be ignored, with a warning at every start.
    "DELETE FROM mysql.proxies_priv WHERE Host <> 'localhost';",
    '',
  ].join('\n');
}

/** What the last script of the installer makes last, before the accounts (MariaDB 10.11 to 11.8). */
const LAST_ROUTINE = 'table_exists';

/**
 * The last statement of all. The installer is a pipe of programs into a server, and ends well also if one of them was
 * killed and the server has read only the beginning: system tables or accounts are missing then.
 */
function proofSql(file: string): string {
  return `SELECT name FROM mysql.proc WHERE db = 'sys' AND name = ${quoteText(LAST_ROUTINE)} INTO OUTFILE ${quoteText(file)};\n`;
}

async function requireProof(file: string, installDb: string): Promise<void> {
  const proof = await readFile(file, 'utf8').catch(() => '');
  if (proof.trim() === LAST_ROUTINE) return;
  throw new AetherError('PROGRAM_FAILED', `${installDb} ended before it had made all system tables`, {
    hint: 'one of its helper processes was killed (memory?): run the same command again',
    details: { program: installDb },
  });
}
