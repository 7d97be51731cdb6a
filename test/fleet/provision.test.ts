// @module-tag tried-once
import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { parse } from 'yaml';
import { environmentSchema, type Environment } from '../../src/lib/infra/config/environment-schema.ts';
import type { PlanDocument } from '../../src/lib/core/plan-schema.ts';
import type { Evidence } from '../../src/lib/provision/evidence/evidence.ts';
import { documentOf } from '../support/aether-cli.ts';
import { eventually, eventuallyEqual } from '../support/eventually.ts';
import { onHost, said } from '../support/fleet.ts';
import { ownLab, type OwnLab } from '../support/own-lab.ts';
import { watchProcesses } from '../support/secret-watch.ts';
import { soaking } from '../support/soak.ts';
import { describeAccident, drawAccidents, repeatedSteps, runThrough } from './on-bare/accidents.ts';
import { refusalTests } from './on-bare/refusal-tests.ts';
import { fleetCommands, pending } from './on-provisioned/fleet-commands.ts';
import { driftTests } from './on-provisioned/drift-tests.ts';
import { joinTests } from './on-provisioned/join-tests.ts';
import { bootOrderTests } from './on-provisioned/boot-order-tests.ts';
import { dataDiskTests } from './on-provisioned/data-disk-tests.ts';
import { drillTests } from './on-provisioned/drill-tests.ts';
import { peopleTests } from './on-provisioned/people-tests.ts';
import { recoverTests } from './on-provisioned/recover-tests.ts';
import { isOfTransfer, readSecrets, secretTests } from './on-provisioned/secret-tests.ts';
import { updateTests } from './on-provisioned/update-tests.ts';
import { undoTests } from './on-provisioned/undo-tests.ts';

// One fleet of its own, bare at the beginning and provisioned once: the tests build on each other.

const MEMBERS = ['db1', 'db2', 'db3'];
const HOSTS = ['bastion', ...MEMBERS, 'replica1'];
const PASSPHRASE = 'secrets/authority';
/** The same moments every day: the soak draws others, in test/fleet/provision-accidents.test.ts. */
const SEED = Number(process.env['AETHER_CRASH_SEED'] ?? 17);

let lab: OwnLab;
let firstPlan: PlanDocument['plan'];
let environment: Environment;

interface Finding {
  readonly check: string;
  readonly host: string | null;
  readonly status: string;
  readonly message: string;
}

const isPossible = inject('lab') !== null;

beforeAll(async () => {
  if (isPossible)
    lab = await ownLab('provision', undefined, { hosts: HOSTS, dataBytes: 1024 ** 3, blankData: true });
  if (!isPossible) return;
  await lab.up();
  // A key that is encrypted: its passphrase is one secret more that nobody may see.
  await writeFile(join(dirname(lab.environmentFile), PASSPHRASE), `${randomBytes(24).toString('hex')}\n`, {
    mode: 0o600,
  });
  const text = await readFile(lab.environmentFile, 'utf8');
  await writeFile(lab.environmentFile, `${text}\nauthority:\n  passphrase: 'file:${PASSPHRASE}'\n`);
  environment = environmentSchema.parse(parse(await readFile(lab.environmentFile, 'utf8')));
});
afterAll(async () => {
  if (isPossible) await lab.remove();
});

const { start, aether, plan, sql } = fleetCommands(() => lab);

const PORTS: Readonly<Record<string, readonly number[]>> = {
  bastion: [22],
  db1: [22, 3306, 4567, 4568, 4444],
  replica1: [22, 3306, 4444],
};

function addressOf(host: string): string {
  return environment.hosts[host]!.address;
}

/** Opens a connection from a host to every port of the others at once; a line for each with what came of it. */
async function dialAll(from: string): Promise<string[]> {
  const dials = Object.entries(PORTS)
    .filter(([to]) => to !== from)
    .flatMap(([to, ports]) => ports.map((port) => `dial ${to} ${addressOf(to)} ${port} &`));
  const output = await said(
    lab,
    from,
    `dial() {
  timeout 10 bash -c "</dev/tcp/$2/$3" 2>/dev/null
  case $? in 0) end=open ;; 124) end='timed out' ;; *) end=refused ;; esac
  echo "${from} $1:$3 $end"
}
${dials.join('\n')}
wait`,
  );
  return output.split('\n');
}

/** Takes connections on a port of a host; `await using` ends it. */
async function listen(host: string, port: number): Promise<AsyncDisposable> {
  const unit = `listen-${port}`;
  await said(
    lab,
    host,
    `systemd-run --quiet --collect --unit=${unit} socat TCP-LISTEN:${port},fork,reuseaddr /dev/null`,
  );
  await eventually(`${host} listens on ${port}`, async () =>
    (await onHost(lab, host, `ss -Htln sport = :${port} | grep -q .`)).exit_code === 0 ? true : undefined,
  );
  return { [Symbol.asyncDispose]: async () => void (await onHost(lab, host, `systemctl stop ${unit}`)) };
}

describe.skipIf(!isPossible)('aether provision', () => {
  it('plans the whole way of bare machines, twice the same, and changes nothing', async () => {
    firstPlan = await plan('--dry-run');
    const summaries = firstPlan.steps.filter(({ action }) => action === 'start').map(({ id }) => id);
    expect(summaries).toEqual([
      'cluster.bootstrap',
      'db2.join',
      'db3.join',
      'replica1.start',
      'replica1.follow',
    ]);
    expect(pending(firstPlan)).toEqual(
      expect.arrayContaining(['authority', 'bastion.ssh-server', 'db1.mariadb-config', 'db1.accounts']),
    );
    expect(await plan('--check', 1)).toEqual(firstPlan);
    for (const host of HOSTS)
      expect((await onHost(lab, host, 'test -e /var/lib/aether/journal.ndjson')).exit_code).toBe(1);
  });
});

refusalTests(() => lab, isPossible);

describe.skipIf(!isPossible)('aether provision', () => {
  it(
    'finishes what a kill, a cut link and a reboot interrupt, and does no step twice',
    { timeout: 1_800_000 },
    async () => {
      const accidents = drawAccidents(firstPlan, HOSTS, SEED);
      console.info(`AETHER_CRASH_SEED=${SEED}:\n${accidents.map(describeAccident).join('\n')}`);
      await using watch = watchProcesses(await readSecrets(lab));
      const boots = await runThrough(lab, accidents, () => start(['provision', '--yes']));
      expect(pending(await plan('--check'))).toEqual([]);
      expect(await repeatedSteps(lab, HOSTS, boots)).toEqual([]);
      expect(watch.processes()).toBeGreaterThan(1000);
      expect(watch.seen().filter((seen) => !isOfTransfer(seen))).toEqual([]);
    },
  );

  it('has made what aether check finds right', async () => {
    // What did not answer in time is unknown: on a busy machine it is asked again.
    await eventuallyEqual(
      'aether check finds nothing wrong',
      {
        actual: async () => {
          const { data } = documentOf<{ findings: Finding[] }>(await start(['check', '--json']).ended);
          expect(data.findings.length).toBeGreaterThan(30);
          return data.findings.filter(({ status }) => status !== 'ok');
        },
        expected: () => [],
      },
      180,
    );
  });

  it('changes nothing in a second run, and plans the same each time', async () => {
    const { data } = documentOf<{ changed: number; evidence_file: string }>(
      await aether(['provision', '--json']),
    );
    expect(data.changed).toBe(0);
    const evidence = JSON.parse(await readFile(data.evidence_file, 'utf8')) as Evidence;
    expect(evidence.servers).toHaveLength(MEMBERS.length + 1);
    const tls = { protocol: 'TLSv1.3', cipher: expect.stringMatching(/^TLS_/), is_verified: true };
    expect(evidence.exposure['db1']!.tls).toMatchObject([
      { service: 'clients', ...tls },
      { service: 'group', ...tls },
    ]);
    expect(evidence.exposure['bastion']!.listens).toEqual(['0.0.0.0:22', '[::]:22']);
    const again = await plan('--check');
    expect(pending(again)).toEqual([]);
    expect(await plan('--dry-run')).toEqual(again);
  });

  it('takes logins and replicates over TLS alone', async () => {
    for (const host of MEMBERS) {
      expect(await sql(host, 'SELECT @@require_secure_transport')).toBe('1');
      expect(await sql(host, 'SELECT @@wsrep_provider_options')).toMatch(/socket\.ssl = YES/i);
    }
    const password = (
      await readFile(join(dirname(lab.environmentFile), 'secrets/mariadb-reader'), 'utf8')
    ).trim();
    const login = (options: string) =>
      `MYSQL_PWD='${password}' mariadb --user=aether_reader --host=db1 ${options} -e 'SELECT 1'`;
    expect(
      (await onHost(lab, 'db2', login('--ssl-ca=/etc/mysql/aether/ca.pem --ssl-verify-server-cert')))
        .exit_code,
    ).toBe(0);
    expect((await onHost(lab, 'db2', login('--skip-ssl'))).stderr).toMatch(/3159|1045|secure/i);
  });

  it('has a replica that follows over TLS and takes no writes', async () => {
    await sql('db2', 'CREATE DATABASE aethermart; CREATE TABLE aethermart.probe (id INT PRIMARY KEY)');
    await sql('db3', 'INSERT INTO aethermart.probe VALUES (7)');
    await eventuallyEqual('the row arrives', {
      actual: async () =>
        (
          await onHost(
            lab,
            'replica1',
            "mariadb --batch --skip-column-names -e 'SELECT id FROM aethermart.probe'",
          )
        ).stdout?.trim(),
      expected: () => '7',
    });
    const status = await said(lab, 'replica1', "mariadb -e 'SHOW SLAVE STATUS\\G'");
    expect(status).toMatch(
      /Master_SSL_Allowed: Yes[\s\S]*Master_SSL_Verify_Server_Cert: Yes[\s\S]*Using_Gtid: Slave_Pos/,
    );
    expect(await sql('replica1', 'SELECT @@read_only')).toBe('1');
  });

  it('lets through what the security groups allow, and drops the rest', async () => {
    // A refusal proves nothing unless somebody listens.
    await using _ist = await listen('db1', 4568);
    await using _sst = await listen('db1', 4444);
    await using _copy = await listen('replica1', 4444);
    const found = (await Promise.all(HOSTS.map(dialAll))).flat();
    expect(found.filter((line) => line.endsWith('open')).toSorted()).toEqual(
      [
        'bastion db1:22 open',
        'bastion replica1:22 open',
        'db1 replica1:3306 open',
        'db1 replica1:4444 open',
        ...['db2', 'db3'].flatMap((from) => [
          ...[3306, 4567, 4568, 4444].map((port) => `${from} db1:${port} open`),
          ...[3306, 4444].map((port) => `${from} replica1:${port} open`),
        ]),
        'replica1 db1:3306 open',
      ].toSorted(),
    );
    expect(found.filter((line) => !/(open|timed out)$/.test(line))).toEqual([]);

    // nftables.service removes all tables before it loads those of others.
    await said(lab, 'db3', 'systemctl reload nftables.service');
    await eventually('the table is back', async () =>
      (await onHost(lab, 'db3', 'nft list table inet aether && nft list table inet filter')).exit_code === 0
        ? true
        : undefined,
    );
  });

  it('keeps a member without TLS out of the group', async () => {
    const address = addressOf('db2');
    const provider = `gmcast.listen_addr=tcp://${address}:5567;pc.wait_prim_timeout=PT5S;pc.announce_timeout=PT1S`;
    const { exit_code: code, stdout } = await onHost(
      lab,
      'db2',
      `directory=$(mktemp -d); chown mysql "$directory"
timeout 120 mariadbd --no-defaults --user=mysql --datadir="$directory" --socket="$directory/s" --pid-file="$directory/p" \
  --port=13306 --binlog-format=ROW --wsrep-on=ON --wsrep-provider=/usr/lib/galera/libgalera_smm.so \
  --wsrep-cluster-name=${lab.name} --wsrep-cluster-address=gcomm://${addressOf('db1')}:4567,${addressOf('db3')}:4567 \
  --wsrep-node-address=${address}:5567 --wsrep-provider-options='${provider}' 2>&1`,
    );
    expect(code).not.toBe(0);
    expect(stdout).toMatch(/failed to open gcomm backend connection: 110: failed to reach primary view/);
    expect(await said(lab, 'db1', 'tail -n 50 /var/log/mysql/error.log')).toMatch(
      /WSREP: Failed to establish connection/,
    );
    expect(await sql('db1', "SHOW GLOBAL STATUS LIKE 'wsrep_cluster_size'")).toMatch(/\t3$/);
  });

  it('lets the host take back a packet filter that keeps everybody out', { timeout: 600_000 }, async () => {
    const locked = join(dirname(lab.environmentFile), 'locked.yaml');
    const text = await readFile(lab.environmentFile, 'utf8');
    await writeFile(locked, text.replace(/operators: .*/, 'operators: [203.0.113.0/24]'));
    const ended = await aether(['provision', '--hosts', 'bastion', '--yes', '--json'], 2, locked);
    expect(documentOf(ended).error).toMatchObject({
      code: 'PROVISION_FAILED',
      message: expect.stringMatching(/^bastion: no new login after the change; it is taken back in 180 s/),
    });
    // A boot takes it back, too, and sooner.
    await onHost(lab, 'bastion', 'systemctl --no-block reboot');
    await eventually(
      'the bastion can be reached again',
      async () =>
        (await start(['provision', '--hosts', 'bastion', '--check']).ended).exitCode === 0 ? true : undefined,
      240,
    );
    expect(await said(lab, 'bastion', 'grep reverted /var/lib/aether/journal.ndjson')).toMatch(
      /"step":"packet-filter","state":"reverted"/,
    );
  });

  it('reports a member that the environment file does not name, and leaves it alone', async () => {
    const other = join(dirname(lab.environmentFile), 'without-db3.yaml');
    const text = await readFile(lab.environmentFile, 'utf8');
    await writeFile(other, text.replace(/^ {2}db3:\n(?: {4}.*\n)+/m, ''));
    const { stderr } = await aether(['provision', '--check', '--hosts', 'db1'], 1, other);
    expect(stderr).toContain(`db1 knows a member of the cluster at ${addressOf('db3')}`);
  });

  // A crash, and the GTIDs after it, are a round of the drill below, too.
  it.runIf(soaking)('waits before the restart of a killed member, and logs the same GTIDs', async () => {
    await said(lab, 'db2', 'kill -KILL $(pidof mariadbd)');
    await eventually('systemd starts it again', async () =>
      (await said(lab, 'db2', 'systemctl show --property=SubState --value mariadb')) === 'start-pre'
        ? true
        : undefined,
    );
    expect(pending(await plan('--check'))).toEqual([]);
    await sql('db1', 'INSERT INTO aethermart.probe VALUES (70); DELETE FROM aethermart.probe WHERE id = 70');
    const position = await sql('db1', 'SELECT @@gtid_binlog_pos');
    await eventuallyEqual('the GTIDs are the same', {
      actual: async () => sql('db2', 'SELECT @@gtid_binlog_pos'),
      expected: () => position,
    });
  });

  it('never makes a second authority', async () => {
    const ca = join(dirname(lab.environmentFile), 'tls/ca.pem');
    const text = await readFile(ca, 'utf8');
    await writeFile(
      ca,
      await said(
        lab,
        'db1',
        'openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout /dev/null -subj /CN=x 2>/dev/null',
      ),
    );
    const other = documentOf(await aether(['provision', '--dry-run', '--json'], 2));
    expect(other.error).toMatchObject({
      code: 'PROVISION_REFUSED',
      message: expect.stringMatching(/another authority than the pinned one/),
    });
    await writeFile(ca, text);
  });

  // What decides is tested by itself, and a bootstrap on the member that is ahead by the sandbox and "cluster recover".
  it.runIf(soaking)(
    'bootstraps nothing while a member is out of reach, and brings a stopped cluster back on the one that is ahead',
    { timeout: 600_000 },
    async () => {
      await said(lab, 'db3', 'systemctl stop mariadb');
      await sql('db1', 'INSERT INTO aethermart.probe VALUES (8)');
      await said(lab, 'db1', 'systemctl stop mariadb');
      await sql('db2', 'INSERT INTO aethermart.probe VALUES (9)');
      await said(lab, 'db2', 'systemctl stop mariadb');
      await said(lab, 'db3', 'systemctl stop ssh.socket ssh.service');
      const refused = documentOf(await aether(['provision', '--hosts', 'db1,db2', '--yes', '--json'], 2));
      expect(refused.error).toMatchObject({
        code: 'PROVISION_REFUSED',
        message: expect.stringMatching(/^db3 cannot be reached/),
      });
      await said(lab, 'db3', 'systemctl start ssh.service');
      const { steps } = await plan('--dry-run');
      expect(steps.find(({ id }) => id === 'cluster.bootstrap')).toMatchObject({
        host: 'db2',
        why: expect.stringMatching(/^it is ahead/),
      });
      await aether(['provision', '--yes']);
      for (const host of MEMBERS)
        expect(await sql(host, 'SELECT GROUP_CONCAT(id) FROM aethermart.probe')).toBe('7,8,9');
    },
  );

  it.runIf(soaking)(
    'stops the whole cluster for other timers once its name is typed',
    { timeout: 900_000 },
    async () => {
      const [wan, text] = [
        join(dirname(lab.environmentFile), 'wan.yaml'),
        await readFile(lab.environmentFile, 'utf8'),
      ];
      await writeFile(wan, text.replace(/^( +galera:)$/m, '$1\n    profile: wan'));
      for (const [file, timeout] of [
        [wan, 'PT5S'],
        [lab.environmentFile, 'PT1S'],
      ] as const) {
        const refused = documentOf(await aether(['provision', '--yes', '--json'], 64, file));
        expect(refused.error?.hint).toMatch(new RegExp(`--confirm ${lab.name}$`));
        const killed = start(['provision', '--confirm', lab.name], file);
        await eventually(
          'a member is stopped',
          async () => (/✓ db2: stop the server/.test(killed.written().stderr) ? true : undefined),
          240,
        );
        killed.kill('SIGKILL');
        await killed.ended;
        await aether(['provision', '--confirm', lab.name], 0, file);
        for (const host of MEMBERS) {
          expect(await sql(host, 'SELECT @@wsrep_provider_options')).toContain(
            `evs.suspect_timeout = ${timeout}`,
          );
          expect(await sql(host, "SHOW GLOBAL STATUS LIKE 'wsrep_cluster_size'")).toMatch(/\t3$/);
        }
      }
    },
  );
});

secretTests(() => lab, isPossible);
driftTests(() => lab, isPossible);
peopleTests(() => lab, isPossible);
joinTests(() => lab, isPossible);
undoTests(() => lab, isPossible);
dataDiskTests(() => lab, isPossible);
updateTests(() => lab, isPossible);
recoverTests(() => lab, isPossible);
bootOrderTests(() => lab, isPossible);
drillTests(() => lab, isPossible);
