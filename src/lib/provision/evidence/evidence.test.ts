import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parseServer } from '../cluster/server-report.ts';
import { evidenceOf, writeEvidence } from './evidence.ts';

it('the evidence of a run has every step and what the servers said, in a file of its own', async () => {
  const run = { environment: 'shop', run: 'r1', started_at: 'a', finished_at: 'b' };
  const server = parseServer(
    'db1',
    'unit active\nconfig-on-disk abc\n@status\nwsrep_cluster_size\t3\n@variables\nversion\t11.8.9\n@end',
  );
  const steps = [
    { id: 'db1.hosts-file', host: 'db1', action: 'keep', subject: 'x', summary: '/etc/hosts', task: null },
    {
      id: 'db1.time-sync',
      host: 'db1',
      action: 'keep',
      subject: 'x',
      summary: 'not here: why',
      facts: { state: 'not here' },
      task: null,
    },
  ] as const;
  const look = { plan: { title: 't', steps }, servers: new Map([['db1', server]]), authority: undefined };
  const evidence = evidenceOf(run, look, { db1: { listens: ['0.0.0.0:22'], tls: [] } });
  const stateDir = await mkdtemp(join(tmpdir(), 'aether-'));
  const file = await writeEvidence(stateDir, evidence);
  expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({
    run: 'r1',
    steps: [
      { step: 'db1.hosts-file', state: 'right', found: '/etc/hosts' },
      { step: 'db1.time-sync', state: 'not here' },
    ],
    servers: [{ host: 'db1', version: '11.8.9', config_sha256: 'abc', cluster_size: 3, cluster_uuid: null }],
    exposure: { db1: { listens: ['0.0.0.0:22'], tls: [] } },
  });
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  await rm(stateDir, { recursive: true });
});
