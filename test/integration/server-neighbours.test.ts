import { expect, it } from 'vitest';
import { ownSandbox } from '../support/own-sandbox.ts';
import { openAdmin } from '../support/admin.ts';
import { sharedServer } from '../support/shared-server.ts';

it('leaves the temporary tables of other servers alone when a server starts', async () => {
  const neighbour = await ownSandbox();
  const session = openAdmin(sharedServer());
  try {
    // Aria keeps a temporary table in files, as it does for a large intermediate result.
    await session.query('CREATE TEMPORARY TABLE mysql.kept (n INT) ENGINE=Aria');
    await session.query('INSERT INTO mysql.kept VALUES (1)');
    await session.query('FLUSH TABLES');
    await neighbour.up();
    await session.query('DROP TEMPORARY TABLE mysql.kept');
    const [warnings] = await session.query('SHOW WARNINGS');
    expect(warnings).toEqual([]);
  } finally {
    await session.end();
    await neighbour.remove();
  }
});
