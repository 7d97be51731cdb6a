import type { TextView } from '../../core/command.ts';
import { formatBytes, formatCount, formatSeconds } from '../../core/units.ts';
import type { AbortReport } from '../runs/abort-migration.ts';
import type { Garbage } from '../runs/collect-garbage.ts';
import type { MigrationStatus } from '../runs/migration-status.ts';

/** The answer of `migrate status`. */
export function renderMigrationStatus({ server, runs }: MigrationStatus, view: TextView): string {
  if (runs.length === 0) return `no migrations\nserver: ${server}`;
  const rows = runs.map((one) => [
    one.run,
    one.mapping,
    one.seconds_since_heartbeat === null
      ? one.state
      : `${one.state}, last seen ${formatSeconds(one.seconds_since_heartbeat)} ago`,
    formatCount(one.documents),
    formatBytes(one.bytes),
    one.holder,
    one.kept.length === 0 ? '-' : one.kept.join(', '),
  ]);
  const table = view.table(['run', 'mapping', 'state', 'documents', 'size', 'holder', 'kept'], rows);
  return `${table}\nserver: ${server}`;
}

/** The answer of `migrate abort`. */
export function renderAbort({ run, dropped }: AbortReport): string {
  return `migration ${run} is aborted; dropped: ${dropped.length === 0 ? 'nothing' : dropped.join(', ')}`;
}

/** The answer of `migrate gc`. */
export function renderGarbage({ staged, former }: Garbage): string {
  const dropped = [...staged, ...former];
  return dropped.length === 0 ? 'nothing to drop' : `dropped: ${dropped.join(', ')}`;
}
