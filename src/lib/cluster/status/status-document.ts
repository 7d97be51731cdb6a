import { ERROR_CODES } from '../../core/error-codes.ts';
import type { ClusterStatus } from './cluster-status.ts';
import type { MemberLook } from './watch-members.ts';

/** The status for `--json`: names with their units, null for what is not known. */
export function statusDocument({ healthy, looked_at, looks, problems }: ClusterStatus): object {
  return { healthy, looked_at, members: looks.map(memberDocument), problems };
}

function memberDocument(look: MemberLook): object {
  if (look.sample === null) {
    const { code, message, hint = ERROR_CODES[code].remedy } = look.error;
    return { name: look.member, answers: false, error: { code, message, hint } };
  }
  const { gtid: _compared, ...sample } = look.sample;
  return { name: look.member, answers: true, ...sample, disk: look.disk };
}
