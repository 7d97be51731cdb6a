import type { TextView } from '../core/command.ts';
import type { Build } from './read-build.ts';
import type { ServerVersions } from './read-servers.ts';

/** What to put into a report: one fact a line. */
export function renderVersion(build: Build, found: ServerVersions | null, view: TextView): string {
  const facts: [name: string, fact: string][] = [
    ['aether', build.version],
    ['commit', describeCommit(build)],
    ['Node', build.node],
    ['platform', build.platform],
    ...(found === null ? [] : environmentFacts(found, view)),
  ];
  const width = Math.max(...facts.map(([name]) => name.length));
  return facts.map(([name, fact]) => `${name.padEnd(width)}  ${fact}`).join('\n');
}

function describeCommit({ commit, has_local_changes: changed, built_at: at }: Build): string {
  const built = at === null ? '' : `, built ${at.slice(0, 16).replace('T', ' ')} UTC`;
  return `${commit ?? 'unknown'}${changed === true ? ' with local changes' : ''}${built}`;
}

function environmentFacts(
  { environment, files, servers }: ServerVersions,
  { style }: TextView,
): [string, string][] {
  return [
    ['environment', `${environment} (${files.join(', ')})`],
    ...servers.map(({ host, server, reason }): [string, string] => [
      host,
      server ?? `${style.warn('unknown')}: ${reason ?? ''}`,
    ]),
  ];
}
