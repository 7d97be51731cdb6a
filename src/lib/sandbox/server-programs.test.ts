import { describe, expect, it } from 'vitest';
import { findServerPrograms } from './server-programs.ts';
import { parseServerVersion } from './server-version.ts';

describe('findServerPrograms', () => {
  it('names what is missing below another base directory, and the line that installs it', async () => {
    const looking = findServerPrograms({ galera: true, replica: false }, '/nonexistent', process.env);
    await expect(looking).rejects.toMatchObject({
      code: 'SERVER_MISSING',
      message: expect.stringContaining(
        'not found below /nonexistent: mariadbd, mariadb-install-db, mariadb, mariadb-backup',
      ),
      hint: expect.stringContaining(
        'apt-get install --no-install-recommends mariadb-server mariadb-client mariadb-backup galera-4',
      ),
    });
  });

  it('asks only for what the topology needs', async () => {
    const looking = findServerPrograms({ galera: false, replica: false }, '/nonexistent', process.env);
    await expect(looking).rejects.toMatchObject({
      details: { packages: ['mariadb-server', 'mariadb-client'] },
    });
  });
});

describe('parseServerVersion', () => {
  it.each([
    [
      'mariadbd  Ver 10.11.19-MariaDB-0+deb12u1 for debian-linux-gnu on x86_64 (Debian 12)',
      '10.11.19',
      '10.11',
    ],
    ['/usr/sbin/mariadbd  Ver 11.8.6-MariaDB-0+deb13u1 from Debian for debian-linux-gnu', '11.8.6', '11.8'],
  ])('reads %s', (text, full, series) => {
    expect(parseServerVersion(text)).toEqual({ full, series });
  });

  it('takes no MySQL for a MariaDB', () => {
    expect(parseServerVersion('mysqld  Ver 8.0.40 for Linux on x86_64')).toBeUndefined();
  });
});
