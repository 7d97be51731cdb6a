import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { documentOf } from '../../support/aether-cli.ts';
import { eventually, eventuallyEqual } from '../../support/eventually.ts';
import { onHost, said } from '../../support/fleet.ts';
import type { OwnLab } from '../../support/own-lab.ts';
import { soaking } from '../../support/soak.ts';
import { fleetCommands, pending } from './fleet-commands.ts';

// Settings that pass every check of aether, and with which the server does not start.

const MEMBERS = ['db1', 'db2', 'db3'];
const PROVEN = '/etc/mysql/aether/zz-aether.cnf.proven';

/** Tests that settings are taken back if a server does not start with them. */
export function undoTests(labOf: () => OwnLab, isPossible: boolean): void {
  const { start, aether, plan, sql, changed } = fleetCommands(labOf);
  const tooLarge = () => changed('too-large', /gcache_size: .*/, 'gcache_size: 100GiB');
  const expectAsBefore = async () => {
    expect(pending(await plan('--check'))).toEqual([]);
    for (const host of MEMBERS) {
      expect(await sql(host, "SHOW GLOBAL STATUS LIKE 'wsrep_cluster_size'")).toMatch(/\t3$/);
      expect((await onHost(labOf(), host, `test -e ${PROVEN}`)).exit_code, host).toBe(1);
    }
  };

  describe.skipIf(!isPossible)('settings with which a server does not start', { timeout: 600_000 }, () => {
    // What is kept, and put back, is tested by itself (proven-config.test.ts, set-settings.test.ts).
    it.runIf(soaking)('are taken back, the server runs again, and no other member is restarted', async () => {
      const processes = () =>
        Promise.all(
          ['db2', 'db3'].map((host) => said(labOf(), host, 'systemctl show --property=MainPID mariadb')),
        );
      const before = await processes();
      const { error } = documentOf(await aether(['provision', '--yes', '--json'], 2, await tooLarge()));
      expect(error).toMatchObject({
        code: 'PROVISION_FAILED',
        message: expect.stringMatching(
          /^db1: its server is not healthy with gcache\.size; the old option file is back, and it runs with it\n[^]*exceeds available storage space/,
        ),
        hint: expect.stringMatching(/correct the value in the environment file/),
      });
      await expectAsBefore();
      expect(await processes()).toEqual(before);
      // What the writes during the restart were kept in.
      expect(await sql('db2', "SHOW DATABASES LIKE 'aether%probe'")).toBe('');
    });

    it.runIf(soaking)('are not in force after a killed run and the old value', async () => {
      const killed = start(['provision', '--yes'], await tooLarge());
      await eventually('all members have the new file', async () =>
        MEMBERS.every((host) => killed.written().stderr.includes(`✓ ${host}: mariadb-config`))
          ? true
          : undefined,
      );
      killed.kill('SIGKILL');
      await killed.ended;
      await aether(['provision', '--yes']);
      await expectAsBefore();
    });

    it.runIf(soaking)('are taken back on all members if the whole cluster was stopped for them', async () => {
      const file = await changed(
        'too-large-wan',
        /^( +)gcache_size: .*/m,
        '$1gcache_size: 100GiB\n$1profile: wan',
      );
      const ended = await aether(['provision', '--confirm', labOf().name, '--json'], 2, file);
      expect(documentOf(ended).error?.message).toMatch(
        /^db1: .*evs\.suspect_timeout.*the old option file is back/,
      );
      // What is not of the server stays as it was made: how long systemd waits before a start.
      await aether(['provision', '--yes']);
      await expectAsBefore();
    });

    it.runIf(soaking)(
      'that it does not take while it runs leave those before them as they were',
      async () => {
        const on = (script: string) => said(labOf(), 'replica1', script);
        await on(
          'systemctl set-environment MYSQLD_OPTS=--event-scheduler=DISABLED; systemctl restart mariadb',
        );
        // As if it had been started with these.
        await on(
          "sed -i 's/^binlog_expire_logs_seconds = .*/binlog_expire_logs_seconds = 60/; s/^event_scheduler = .*/event_scheduler = ON/' /run/mysqld/aether-settings.cnf",
        );
        const { error } = documentOf(await aether(['provision', '--yes', '--json'], 2));
        expect(error).toMatchObject({
          code: 'PROVISION_FAILED',
          message: expect.stringMatching(
            /^replica1: its server does not take event_scheduler; it runs with the old settings\n[^]*DISABLED/,
          ),
        });
        expect(await sql('replica1', 'SELECT @@binlog_expire_logs_seconds')).toBe('60');
        await on('systemctl unset-environment MYSQLD_OPTS; systemctl restart mariadb');
        await expectAsBefore();
      },
    );

    it.runIf(soaking)('are taken back on a replica, which follows again', async () => {
      const [, address = ''] =
        /^ {2}replica1:\n {4}address: (.*)$/m.exec(await readFile(labOf().environmentFile, 'utf8')) ?? [];
      const line = `    address: ${address}\n`;
      const file = await changed('port', new RegExp(line), `${line}    ports: { mariadb: 22 }\n`);
      const ended = await aether(['provision', '--yes', '--json'], 2, file);
      expect(documentOf(ended).error?.message).toMatch(/^replica1: its server is not healthy with port;/);
      await aether(['provision', '--yes']);
      await expectAsBefore();
      await eventuallyEqual('the replica follows', {
        actual: async () =>
          /Slave_SQL_Running: Yes/.test(await said(labOf(), 'replica1', "mariadb -e 'SHOW SLAVE STATUS\\G'")),
        expected: () => true,
      });
    });
  });
}
