import { describe, expect, it } from 'vitest';
import { environmentSchema } from '../../infra/config/environment-schema.ts';
import type { HostView } from '../step-spec.ts';
import { step } from './mariadb-packages.ts';

const environment = environmentSchema.parse({
  name: 'shop',
  hosts: { db1: { address: '10.0.0.1', roles: ['mariadb'] } },
  mariadb: { version: '11.8' },
});

function judge(server: string, backup: string) {
  const seen = `package mariadb-server ${server}\npackage mariadb-backup ${backup}\npackage socat 1.8 - held\npackage logrotate 3 - held`;
  return step.judge(seen, {
    name: 'db1',
    host: environment.hosts['db1']!,
    environment,
  } as unknown as HostView);
}

describe('the packages of a server', () => {
  it('are installed in the series of the environment file', () => {
    expect(judge('- 1:11.8.9 free', '- 1:11.8.9 free')).toMatchObject({
      summary: expect.stringMatching(/^install mariadb-server=1:11\.8\.9, mariadb-backup=1:11\.8\.9/),
    });
    expect(() => judge('- 1:10.11.19 free', '- 1:10.11.19 free')).toThrow(/the environment file says 11\.8/);
    expect(() => judge('1:10.11.19 - held', '1:10.11.19 - held')).toThrow(/the environment file says 11\.8/);
  });

  it('bring no newer server about by what is missing beside it', () => {
    expect(judge('1:11.8.6 1:11.8.6 held', '- 1:11.8.6 free')).toMatchObject({ kind: 'change' });
    expect(() => judge('1:11.8.6 1:11.8.9 held', '- 1:11.8.9 free')).toThrow(
      /mariadb-backup 1:11\.8\.9 would update its server, which is 1:11\.8\.6/,
    );
  });
});
