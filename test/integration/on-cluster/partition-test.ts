import { expect } from 'vitest';
import type { Pool, RowDataPacket } from 'mysql2/promise';
import { connectAdmin, type ServerAccess } from '../../support/admin.ts';
import type { Workspace } from '../../support/workspace.ts';

const PARTITION = 'p202601';
const NO_DAYS = ['--drop', '--keep-days', '0', '--confirm', 'test'];

/** A month leaves through one member, and every one has the same rows; a transaction in its way gets 1213 on another. */
export async function archiveOnEveryMember(
  shop: Workspace,
  members: readonly ServerAccess[],
  onEveryNode: (ask: (admin: Pool) => Promise<string>) => Promise<string[]>,
): Promise<void> {
  const { database } = shop;
  const run = async (...words: string[]) => {
    const ended = await shop.run(['partitions', ...words, 'web', PARTITION, '--yes']);
    expect(ended.exitCode, ended.stdout + ended.stderr).toBe(0);
  };
  const everywhere = (sql: string) =>
    onEveryNode(async (admin) => {
      await admin.query(`USE ${database}`);
      const [[row]] = await admin.query<RowDataPacket[]>(sql);
      return String(Object.values(row ?? {})[0]);
    });
  await shop.admin.query(
    `INSERT INTO ${database}.web_session (started_at, session_no, channel_id)
     SELECT '2026-01-01' + INTERVAL seq MINUTE, CONCAT('archive-', seq), 1 FROM ${database}.seq_1_to_500`,
  );
  const before = await everywhere('SELECT COUNT(*) FROM web_session');

  const other = await connectAdmin(members[1]!, database);
  await other.query('START TRANSACTION');
  await other.query("UPDATE web_session SET landing_url = '/' WHERE session_no = 'archive-1'");
  await run('archive');
  await expect(other.query('COMMIT')).rejects.toMatchObject({ errno: 1213 });
  await other.end();

  const left = `SELECT COUNT(*) FROM web_session PARTITION (${PARTITION})`;
  expect(await everywhere(left)).toEqual(members.map(() => '0'));
  const detached = `SELECT COUNT(*) FROM ${database}_archive.web_session__${PARTITION}`;
  expect(await everywhere(detached)).toEqual(members.map(() => '500'));
  await run('archive', ...NO_DAYS);
  await run('restore');
  expect(await everywhere('SELECT COUNT(*) FROM web_session')).toEqual(before);
  // Members have domains of their own for what is not replicated.
  const [position, ...others] = (await everywhere('SELECT @@gtid_binlog_pos')).map((positions) =>
    positions.split(',').find((each) => each.startsWith('1-')),
  );
  expect(position).toMatch(/^1-1-\d+$/);
  for (const other of others) expect(other).toBe(position);
}
