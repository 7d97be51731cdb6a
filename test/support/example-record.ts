import type { RunRecord } from '../../src/lib/infra/run-record/run-record.ts';

/** A run that ended well. */
export const exampleRecord: RunRecord = {
  version: 1,
  run: '20261101T000000Z-000001',
  command: 'schema apply',
  argv: ['schema', 'apply'],
  cwd: '/srv/shop',
  environment_files: ['/srv/shop/aether.yaml'],
  ledger: 'migration',
  machine: 'here',
  os_user: 'dba',
  process: { pid: 7, start_ticks: 100, boot_id: 'boot', pid_namespace: 'pid:[1]' },
  state: 'finished',
  started_at: '2026-11-01T00:00:00.000Z',
  finished_at: '2026-11-01T00:00:02.000Z',
  elapsed_seconds: 2,
  exit_code: 0,
  error: null,
};
