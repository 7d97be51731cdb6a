import { expect, it } from 'vitest';
import type { HostView } from '../step-spec.ts';
import { step } from './mariadb-apparmor.ts';

const judge = async (seen: string) => step.judge(seen, {} as HostView);
const local = (content: string) =>
  `confined\nfile /etc/apparmor.d/local/mariadbd\n644 root:root\n${Buffer.from(content).toString('base64')}\n.`;

it('a server that no profile confines is left alone', async () => {
  expect(await judge('')).toEqual({ kind: 'right', summary: 'no AppArmor profile confines the server' });
});

it('a server that is confined may write its temporary tables, and what others allow stays', async () => {
  const change = await judge(local('/srv/export/ rw,\n'));
  if (change.kind !== 'change') throw new Error('nothing would change');
  expect(change.diff).toEqual(
    expect.arrayContaining(['+/var/lib/mysql-tmp/ rw,', '+/var/lib/mysql-tmp/** rwk,']),
  );
  expect(change.diff?.filter((line) => line.startsWith('-'))).toEqual([]);
  const script = await change.script();
  expect(script).toMatch(/\napparmor_parser --replace \/etc\/apparmor\.d\/mariadbd$/);
  const [, written = ''] = /^put_file \S+ \S+ \S+ '?([^' ]+)/m.exec(script) ?? [];
  expect(await judge(local(Buffer.from(written, 'base64').toString('utf8')))).toMatchObject({
    kind: 'right',
  });
});
