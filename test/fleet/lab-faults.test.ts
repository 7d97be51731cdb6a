import { describe, expect } from 'vitest';
import type { ActiveFault } from '../../src/lib/infra/fault/fault-injector.ts';
import { labStatus } from '../../src/lib/lab/lab-status.ts';
import { openLab } from '../../src/lib/lab/lab.ts';
import { eventually } from '../support/eventually.ts';
import {
  asOperator,
  connectsTo,
  faulty,
  fleet,
  installMariadb,
  onHost,
  overSsh,
  said,
} from '../support/fleet.ts';
import { labContext } from '../support/lab-context.ts';
import type { TestLab } from './lab-setup.ts';

async function open(lab: TestLab) {
  return openLab(labContext(lab.stateDir), lab.name);
}

async function addressOf(lab: TestLab, host: string): Promise<string> {
  return (await open(lab)).state.hosts.find(({ name }) => name === host)!.address;
}

async function stateOf(lab: TestLab, host: string) {
  const { hosts } = await labStatus(await open(lab));
  return hosts.find(({ name }) => name === host)?.state;
}

/** Whether a script ends with 0 on a machine. */
async function succeeds(lab: TestLab, host: string, script: string): Promise<boolean> {
  return (await onHost(lab, host, script)).exit_code === 0;
}

/** Nothing listens on port 9: the machine refuses at once, if it hears of it. */
async function operatorReaches(lab: TestLab, address: string): Promise<boolean> {
  const TIMED_OUT = 124;
  return (await asOperator(lab, connectsTo(address, 9))).exitCode !== TIMED_OUT;
}

/** Percent of lost packets, average round trip in milliseconds. */
async function ping(lab: TestLab, from: string, to: string, count = 5) {
  const command = `ping -q -c ${count} -i 0.01 -W 1 ${to}`;
  const { stdout } = await onHost(lab, from, command);
  return {
    lost: Number(/([\d.]+)% packet loss/.exec(stdout ?? '')?.[1]),
    /** Of the quickest answer: a busy machine makes single ones late. */
    milliseconds: Number(/= ([\d.]+)\//.exec(stdout ?? '')?.[1]),
  };
}

const SELECT = 'timeout 2 mariadb -e "select 1"';

/** What must be so while the fault is in force, and must not be so before and after. */
async function byEffect(inject: () => Promise<ActiveFault>, isBroken: () => Promise<boolean>): Promise<void> {
  expect(await isBroken()).toBe(false);
  const fault = await inject();
  try {
    expect(await isBroken()).toBe(true);
  } finally {
    await fault.heal();
  }
  await eventually('the fault is healed', async () => ((await isBroken()) ? undefined : true));
}

describe('a service', () => {
  fleet('that is killed stays down, past the restarts of systemd, until it is healed', async ({ lab }) => {
    await installMariadb(lab, ['db1']);
    expect(await succeeds(lab, 'db1', SELECT)).toBe(true);
    {
      await using _fault = await faulty(lab, 'db1', 'kill');
      await expect(faulty(lab, 'db1', 'kill')).rejects.toMatchObject({ code: 'LAB_FAULT_REFUSED' });
      // mariadb.service has RestartSec=5s.
      await said(lab, 'db1', 'sleep 7');
      expect(await succeeds(lab, 'db1', SELECT)).toBe(false);
      expect((await onHost(lab, 'db1', 'systemctl is-active mariadb')).stdout?.trim()).toBe('failed');
    }
    await eventually('it serves again', async () =>
      (await succeeds(lab, 'db1', SELECT)) ? true : undefined,
    );
    expect(await said(lab, 'db1', 'systemctl show --property Restart --value mariadb')).toBe('on-abnormal');
  });

  fleet('that hangs takes connections and answers nothing', async ({ lab }) => {
    await installMariadb(lab, ['db1']);
    const address = await addressOf(lab, 'db1');
    await said(
      lab,
      'db1',
      'mkdir -p /etc/mysql/mariadb.conf.d && printf "[mariadbd]\\nbind-address=0.0.0.0\\n" > /etc/mysql/mariadb.conf.d/99-lab.cnf && systemctl restart mariadb',
    );
    await byEffect(
      () => faulty(lab, 'db1', 'hang'),
      async () => {
        expect(await succeeds(lab, 'db2', connectsTo(address, 3306))).toBe(true);
        return !(await succeeds(lab, 'db1', SELECT));
      },
    );
  });

  fleet('can live in another time than its machine, and comes back without a restart', async ({ lab }) => {
    await installMariadb(lab, ['db1']);
    // Server and machine read their clocks one after the other: of some tries one is quick.
    const offBy = async () => {
      const difference = 'echo $(( $(mariadb -BNe "select unix_timestamp()") - $(date +%s) ))';
      const tries = await said(lab, 'db1', `for i in 1 2 3 4 5; do ${difference}; done`);
      return Math.max(...tries.split('\n').map(Number));
    };
    const pid = () => said(lab, 'db1', 'systemctl show --property MainPID --value mariadb');
    expect(Math.abs(await offBy())).toBeLessThanOrEqual(1);
    const before = Date.now();
    const fault = await faulty(lab, 'db1', 'clock-skew', { by: -3600 });
    const wrongPid = await pid();
    try {
      expect(Math.abs((await offBy()) + 3600)).toBeLessThanOrEqual(2);
      const asked = Math.floor(Date.now() / 1000);
      const others = Number(await said(lab, 'db2', 'date +%s'));
      expect(others).toBeGreaterThanOrEqual(asked);
      expect(others).toBeLessThanOrEqual(Date.now() / 1000);
    } finally {
      await fault.heal();
    }
    await eventually('the clock is right', async () => (Math.abs(await offBy()) <= 1 ? true : undefined));
    expect(await pid()).toBe(wrongPid);
    expect(Date.now()).toBeGreaterThan(before);
  });
});

describe('a machine', () => {
  fleet('that loses power is gone at once, and boots again with its disks', async ({ lab }) => {
    const address = await addressOf(lab, 'db3');
    await said(lab, 'db3', 'echo kept > /var/lib/mysql/note; echo kept > /root/note; sync');
    {
      await using _fault = await faulty(lab, 'db3', 'power-off');
      expect(await stateOf(lab, 'db3')).toBe('off');
      expect(await succeeds(lab, 'bastion', connectsTo(address, 22))).toBe(false);
      await expect(onHost(lab, 'db3', 'true')).rejects.toMatchObject({ code: 'LAB_NOT_UP' });
    }
    await eventually('it is up', async () => ((await stateOf(lab, 'db3')) === 'ready' ? true : undefined));
    const notes = await overSsh(lab, 'db3', 'sudo cat /var/lib/mysql/note /root/note');
    expect(notes).toEqual({ exit_code: 0, stdout: 'kept\nkept\n', stderr: '' });
  });

  fleet('whose data volume is full cannot write there, and elsewhere it can', async ({ lab }) => {
    await byEffect(
      () => faulty(lab, 'db3', 'disk-full'),
      async () => {
        await said(lab, 'db3', 'dd if=/dev/zero of=/root/probe bs=1M count=1 status=none');
        const { exit_code, stderr } = await onHost(
          lab,
          'db3',
          'dd if=/dev/zero of=/var/lib/mysql/probe bs=4096 count=1 status=none; code=$?; rm -f /var/lib/mysql/probe; exit $code',
        );
        if (exit_code !== 0) expect(stderr).toMatch(/No space left/);
        return exit_code !== 0;
      },
    );
  });

  fleet('without a data volume is refused', async ({ lab }) => {
    await expect(faulty(lab, 'bastion', 'disk-full')).rejects.toMatchObject({ code: 'LAB_FAULT_REFUSED' });
  });
});

describe('the network', () => {
  fleet('of a machine can be cut from everybody', async ({ lab }) => {
    const address = await addressOf(lab, 'db1');
    await byEffect(
      () => faulty(lab, 'db1', 'partition'),
      async () => {
        const others = [
          await succeeds(lab, 'db2', `ping -q -c 1 -W 1 ${address}`),
          await succeeds(lab, 'bastion', connectsTo(address, 22)),
          await operatorReaches(lab, address),
        ];
        expect(new Set(others).size).toBe(1);
        return !others[0];
      },
    );
  });

  fleet('can be cut between two machines only', async ({ lab }) => {
    const address = await addressOf(lab, 'db1');
    const reaches = (from: string) => succeeds(lab, from, `ping -q -c 1 -W 1 ${address}`);
    await byEffect(
      () => faulty(lab, 'db1', 'partition', { from: ['db2', 'operator'] }),
      async () => {
        expect(await reaches('db3')).toBe(true);
        const operator = await operatorReaches(lab, address);
        const db2 = await reaches('db2');
        expect(operator).toBe(db2);
        return !db2;
      },
    );
  });

  for (const [direction, arrives] of [
    ['in', true],
    ['out', false],
  ] as const) {
    fleet(`can be cut one way: ${direction}`, async ({ lab }) => {
      const address = await addressOf(lab, 'db2');
      const requests = async () =>
        Number(await said(lab, 'db2', "awk '/^Icmp:/ { n = $10 } END { print n }' /proc/net/snmp"));
      await byEffect(
        () => faulty(lab, 'db1', 'partition', { from: ['db2'], direction }),
        async () => {
          const before = await requests();
          const answered = await succeeds(lab, 'db1', `ping -q -c 1 -W 1 ${address}`);
          const arrived = (await requests()) > before;
          expect(arrived).toBe(answered || arrives);
          return !answered;
        },
      );
    });
  }

  fleet('can lose packets', async ({ lab }) => {
    const address = await addressOf(lab, 'db1');
    expect((await ping(lab, 'db2', address, 50)).lost).toBe(0);
    {
      await using _fault = await faulty(lab, 'db1', 'loss', { percent: 50, direction: 'in' });
      // 400 draws of one half: 40 to 60 is four standard deviations.
      const { lost } = await ping(lab, 'db2', address, 400);
      expect(lost).toBeGreaterThan(40);
      expect(lost).toBeLessThan(60);
    }
    expect((await ping(lab, 'db2', address, 50)).lost).toBe(0);
  });

  fleet('can be slow', async ({ lab }) => {
    const address = await addressOf(lab, 'db1');
    expect((await ping(lab, 'db2', address)).milliseconds).toBeLessThan(20);
    {
      await using _fault = await faulty(lab, 'db1', 'delay', { by: 0.1 });
      const { milliseconds, lost } = await ping(lab, 'db2', address, 20);
      expect(milliseconds).toBeGreaterThanOrEqual(100);
      expect(milliseconds).toBeLessThan(150);
      expect(lost).toBe(0);
      // TCP and large transfers pass as well.
      const { stdout } = await overSsh(lab, 'db1', 'head -c 3000000 /dev/zero | wc -c');
      expect(stdout?.trim()).toBe('3000000');
    }
    expect((await ping(lab, 'db2', address)).milliseconds).toBeLessThan(20);
    expect(await said(lab, 'db1', 'ip rule show')).not.toMatch(/^9[01]:/m);
  });
});
