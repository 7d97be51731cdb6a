import type { CommandEnd } from '../command/outcome.ts';

/** Where a detached command stands. `absent`: it was never started, or its files were removed. */
export type UnitState =
  | { readonly state: 'absent' }
  | { readonly state: 'running' }
  | { readonly state: 'ended'; readonly end: CommandEnd };

/** Reads the first line that the poll script prints; undefined where it is none of its lines. */
export function parseUnitState(line: string): UnitState | undefined {
  const [word, ...rest] = line.split(' ');
  if (word === 'absent' || word === 'running') return { state: word };
  if (word === 'ended') return { state: 'ended', end: parseEnd(rest) };
  return word === 'lost' ? { state: 'ended', end: LOST } : undefined;
}

const LOST: CommandEnd = {
  outcome: 'unknown',
  reason: 'the machine was restarted, or the unit was removed, before its end was recorded',
};

/** `$SERVICE_RESULT $EXIT_CODE $EXIT_STATUS` of systemd.exec(5): `exit-code exited 3`, `oom-kill killed KILL`. */
function parseEnd([result = '', kind = '', status = '']: readonly string[]): CommandEnd {
  if (kind === 'exited' && /^\d+$/.test(status)) return { outcome: 'exited', code: Number(status) };
  if (kind === 'killed' || kind === 'dumped') return { outcome: 'signalled', signal: `SIG${status}` };
  return { outcome: 'unknown', reason: `systemd says "${result}" without an exit status` };
}
