import type { TextView } from '../../core/command.ts';
import { formatBytes, formatCount, formatNumberOf } from '../../core/units.ts';
import type { ClusterStatus } from './cluster-status.ts';
import type { Problem } from './judge-members.ts';
import type { MemberLook } from './watch-members.ts';

const HEAD = [
  'MEMBER',
  'COMPONENT',
  'SIZE',
  'VIEW',
  'STATE',
  'READY',
  'QUEUES',
  'FLOW CONTROL',
  'COMMITTED',
  'GTID',
  'DOMAIN',
  'CERT',
  'CLOCK',
  'DISK FREE',
];

/** What is wrong with these is said in a line of its own. */
const DROP = ['VIEW', 'DOMAIN', 'CERT', 'CLOCK', 'DISK FREE', 'COMMITTED', 'QUEUES', 'FLOW CONTROL', 'GTID'];

/** One line per member, then what is wrong, then one line that says how the cluster is. */
export function renderStatus({ looks, problems, healthy }: ClusterStatus, view: TextView): string {
  const { style } = view;
  const verdict = healthy
    ? style.good(`healthy: ${formatNumberOf(looks.length, 'member')}, one primary component`)
    : style.bad('unhealthy');
  return [
    view.table(HEAD, looks.map(memberRow), { drop: DROP }),
    '',
    ...problems.map((problem) => problemLine(problem, view)),
    verdict,
  ].join('\n');
}

function memberRow(look: MemberLook): string[] {
  if (look.sample === null) return [look.member, 'unknown', ...HEAD.slice(2).map(() => '-')];
  const { member, sample, disk } = look;
  return [
    member,
    sample.cluster_status,
    String(sample.cluster_size),
    String(sample.conf_id),
    sample.local_state,
    sample.ready ? 'ON' : 'OFF',
    `${sample.receive_queue} in, ${sample.send_queue} out`,
    sample.flow_control_requested ? 'asks' : sample.flow_control_active ? 'waits' : 'off',
    formatCount(sample.last_committed),
    sample.gtid_binlog_pos === '' ? '-' : sample.gtid_binlog_pos,
    sample.gtid_domain_id,
    sample.certificate_seconds === null ? '-' : `${Math.floor(sample.certificate_seconds / 86_400)} d`,
    `${sample.clock_skew_seconds.toFixed(3)} s`,
    disk === null ? '-' : formatBytes(disk.free_bytes),
  ];
}

function problemLine({ severity, member, message, hint }: Problem, { style }: TextView): string {
  const paint = severity === 'warn' ? style.warn : style.bad;
  const subject = member === null ? 'cluster' : member;
  return `${paint(severity)}  ${subject}: ${message}${hint === null ? '' : ` ${style.dim(`(${hint})`)}`}`;
}
