import { readFileSync } from 'node:fs';
import { createConnection } from 'mysql2/promise';
import { expect, inject, it } from 'vitest';

it('lets the administrator in over TLS', async () => {
  const { host, port, user, password, caFile } = inject('server');
  const connection = await createConnection({
    host,
    port,
    user,
    password,
    ssl: { ca: readFileSync(caFile) },
  });
  const [rows] = await connection.query("SHOW STATUS LIKE 'Ssl_version'");
  expect(rows).toMatchObject([{ Value: 'TLSv1.3' }]);
  await connection.end();
});
