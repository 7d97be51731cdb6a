import type { ClusterStep } from './cluster-task.ts';
import type { ClusterFacts } from './cluster-facts.ts';

/** What makes a running server run as its option file says; undefined if it does. */
export function planSettings(
  host: string,
  subject: string,
  { settings }: Pick<ClusterFacts, 'settings'>,
): ClusterStep | undefined {
  const changes = settings.get(host);
  const restart = {
    id: `${host}.restart`,
    host,
    subject,
    action: 'change',
    task: { kind: 'restart', host },
  } as const;
  const summary = 'restart it, alone';
  if (changes === undefined) return { ...restart, summary, why: 'nothing shows with which settings it runs' };
  const later = [...changes.fullStop, ...changes.rolling];
  if (later.length > 0) return { ...restart, summary, why: `to change ${later.join(', ')}` };
  const names = changes.dynamic.map(([name]) => name);
  if (names.length === 0) return undefined;
  return {
    id: `${host}.set`,
    host,
    subject,
    action: 'change',
    summary: `set ${names.join(', ')}`,
    why: 'it takes no restart',
    task: { kind: 'set', host },
  };
}
