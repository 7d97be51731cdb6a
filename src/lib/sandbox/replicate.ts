import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AetherError } from '../core/errors.ts';
import type { StepEnd } from '../core/run-step.ts';
import { quoteText } from '../infra/mariadb/identifiers.ts';
import { isFollowing } from '../infra/mariadb/replication-facts.ts';
import { runProgramOrThrow } from '../infra/process/run-program.ts';
import { waitUntil } from '../infra/process/wait-until.ts';
import { ACCOUNTS } from './accounts.ts';
import { nodeLayout } from './layout.ts';
import { completePasswords } from './passwords.ts';
import { openAdmin, probeServer } from './probe-server.ts';
import type { Sandbox } from './sandbox.ts';
import { ADDRESS, portsOf } from './server-config.ts';
import { nodeVariables } from './server-variables.ts';
import { FIRST_NODE } from './topology.ts';

const FOLLOW_SECONDS = 15;

/** Copies node1 while it serves, with mariadb-backup, which logs in with what node1's option file says. */
export async function seedReplica(sandbox: Sandbox, replica: string): Promise<void> {
  const { programs, layout, context } = sandbox;
  if (programs.backup === null) throw new TypeError('mariadb-backup was not looked for');
  const source = nodeLayout(layout, FIRST_NODE);
  const target = nodeLayout(layout, replica);
  await mkdir(target.dir, { recursive: true, mode: 0o700 });
  await rm(target.draftDir, { recursive: true, force: true });
  const options = { variables: nodeVariables(sandbox, replica), signal: context.signal };
  const from = `--defaults-file=${source.configFile}`;
  const to = `--target-dir=${target.draftDir}`;
  await runProgramOrThrow(programs.backup, [from, '--backup', to, `--socket=${source.socket}`], options);
  await runProgramOrThrow(
    programs.backup,
    ['--no-defaults', '--prepare', to, `--tmpdir=${target.dir}`],
    options,
  );
  await rename(target.draftDir, target.dataDir);
}

/**
 * Sets the replica going from where it stands, or, new, from where its copy of node1 stands. Says the whole
 * source again each time, so that a new password or certificate is taken over.
 */
export async function followSource(sandbox: Sandbox, replica: string): Promise<StepEnd> {
  await using session = await openAdmin(sandbox, replica);
  const known = await session.query('SHOW SLAVE STATUS');
  if (known.length > 0) {
    await session.run('STOP SLAVE');
  } else {
    const position = await readBackupPosition(nodeLayout(sandbox.layout, replica).dataDir);
    await session.run(`SET GLOBAL gtid_slave_pos = ${quoteText(position)}`);
  }
  await session.run(changeMasterSql(sandbox));
  await session.run('START SLAVE');
  const { clock, signal } = sandbox.context;
  const ask = async () => {
    const facts = await probeServer(sandbox, replica);
    return facts.kind === 'answers' && isFollowing(facts.replication) ? true : undefined;
  };
  // One that cannot follow is not an error yet: the next look at it plans a new copy.
  const follows = await waitUntil(ask, { clock, signal, deadlineSeconds: FOLLOW_SECONDS });
  return follows === undefined ? { outcome: 'unknown', detail: 'it does not follow yet' } : {};
}

function changeMasterSql(sandbox: Sandbox): string {
  const { tlsCa } = sandbox.layout;
  const password = completePasswords(sandbox.passwords).replication;
  const options = [
    `MASTER_HOST=${quoteText(ADDRESS)}`,
    `MASTER_PORT=${portsOf(sandbox.state, FIRST_NODE).mariadb}`,
    `MASTER_USER=${quoteText(ACCOUNTS.replication.user)}`,
    `MASTER_PASSWORD=${quoteText(password)}`,
    'MASTER_USE_GTID=slave_pos',
    'MASTER_CONNECT_RETRY=1',
    'MASTER_SSL=1',
    `MASTER_SSL_CA=${quoteText(tlsCa)}`,
    'MASTER_SSL_VERIFY_SERVER_CERT=1',
  ];
  return `CHANGE MASTER TO ${options.join(', ')}`;
}

/** File name, offset and GTID position of the source when the copy ended; 11.x has given the file a new name. */
const POSITION_FILES = ['mariadb_backup_binlog_info', 'xtrabackup_binlog_info'];

async function readBackupPosition(dataDir: string): Promise<string> {
  for (const name of POSITION_FILES) {
    const text = await readFile(join(dataDir, name), 'utf8').catch(() => undefined);
    if (text !== undefined) return text.split('\t')[2]?.trim() ?? '';
  }
  throw new AetherError('SANDBOX_DAMAGED', `${dataDir} does not say which position it is a copy of`, {
    hint: 'remove the directory of the replica, and run "aether sandbox up" again',
  });
}
