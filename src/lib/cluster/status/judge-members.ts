import { formatBytes, formatNumberOf, formatSeconds } from '../../core/units.ts';
import type { GtidJudgement } from '../../infra/mariadb/galera/judge-gtids.ts';
import { isInconsistent, LEFT_INCONSISTENT } from '../../infra/mariadb/galera/member-report.ts';
import { isDiskFull, type DiskSpace } from './disk-space.ts';
import type { MemberSample } from './member-sample.ts';
import type { MemberLook } from './watch-members.ts';

/** `unknown`: a member could not be asked; that is never healthy. `warn` alone leaves the cluster healthy. */
export interface Problem {
  readonly severity: 'fail' | 'unknown' | 'warn';
  /** null if it is of the cluster as a whole. */
  readonly member: string | null;
  readonly message: string;
  readonly hint: string | null;
}

const CERTIFICATE_WARN_SECONDS = 30 * 86_400;
const CLOCK_WARN_SECONDS = 1;
const CLOCK_FAIL_SECONDS = 5;
const DISK_WARN_SHARE = 0.05;
/** A member that applies as fast as the others has a handful; flow control begins at 16 times the root of the size. */
const QUEUE_WARN = 8;

/** What is wrong with a cluster, members that disagree with the others by name. Pure. */
export function judgeMembers(looks: readonly MemberLook[], gtids: GtidJudgement): Problem[] {
  const answers = looks.filter(answered);
  return [
    ...judgeCluster(looks, answers),
    ...looks.filter((look) => !answered(look)).map(describeSilent),
    ...answers.flatMap((look) => judgeMember(look, answers)),
    ...gtids.diverged.map(({ member, problem }) =>
      fail(
        member,
        `its GTIDs diverge from the cluster's: ${problem}`,
        'only a full copy repairs it: stop it, move its data directory away, start it',
      ),
    ),
    ...gtids.pending.map((member) => warn(member, 'GTIDs not compared: it has not applied all yet')),
  ];
}

/** Whether writes are safe: nothing failed, and nothing is unknown. */
export function isHealthy(problems: readonly Problem[]): boolean {
  return problems.every(({ severity }) => severity === 'warn');
}

type Answer = Extract<MemberLook, { readonly sample: MemberSample }>;

function answered(look: MemberLook): look is Answer {
  return look.sample !== null;
}

function judgeCluster(looks: readonly MemberLook[], answers: readonly Answer[]): Problem[] {
  const primary = answers.filter(({ sample }) => sample.cluster_status === 'Primary');
  if (primary.length > 0) return judgeComponent(looks.length, primary);
  const all = formatNumberOf(looks.length, 'member');
  if (answers.length === 0) {
    return [fail(null, `none of ${all} answers: no client can write, as after a power cut of all`)];
  }
  const message = `no primary component: none of the ${answers.length} members that answer may write`;
  return [fail(null, message)];
}

function judgeComponent(members: number, primary: readonly Answer[]): Problem[] {
  const uuids = new Set(primary.map(({ sample }) => sample.cluster_uuid));
  if (uuids.size > 1) {
    const groups = [...uuids].map((uuid) => namesWhere(primary, ({ cluster_uuid }) => cluster_uuid === uuid));
    return [fail(null, `split brain: ${groups.join(' and ')} are clusters of their own`)];
  }
  const size = Math.max(...primary.map(({ sample }) => sample.cluster_size));
  if (size === members) return [];
  return [fail(null, `the primary component has ${size} of ${formatNumberOf(members, 'member')}`)];
}

function namesWhere(answers: readonly Answer[], match: (sample: MemberSample) => boolean): string {
  return answers
    .filter(({ sample }) => match(sample))
    .map(({ member }) => member)
    .join(', ');
}

function describeSilent(look: MemberLook): Problem {
  const { message, hint = null } = look.sample === null ? look.error : { message: '' };
  return { severity: 'unknown', member: look.member, message, hint };
}

function judgeMember({ member, sample, disk }: Answer, all: readonly Answer[]): Problem[] {
  return [
    ...judgeState(member, sample),
    ...judgeFlow(member, sample, disk),
    ...judgeAgreement(member, sample, all),
    ...judgeSurroundings(member, sample, disk),
  ];
}

function judgeState(member: string, sample: MemberSample): Problem[] {
  const { cluster_status, local_state, ready, desynced } = sample;
  if (cluster_status === '') return [fail(member, 'is not in a cluster: wsrep_on is OFF')];
  if (isInconsistent({ localState: local_state })) {
    const message = `${LEFT_INCONSISTENT}: its server runs, serves nobody, and does not rejoin by itself`;
    return [fail(member, message, 'aether cluster recover replaces its data with a copy of another member')];
  }
  if (cluster_status !== 'Primary') {
    const hint = 'it rejoins by itself once it reaches the others: check the network between them';
    return [fail(member, `is in a ${cluster_status} component (${local_state})`, hint)];
  }
  if (!ready) return [fail(member, `is not ready: wsrep_ready is OFF (${local_state})`)];
  if (desynced) return [warn(member, 'wsrep_desync is ON: it may fall behind without the others waiting')];
  if (local_state.startsWith('Donor'))
    return [warn(member, 'is a donor: it copies its data to another member')];
  return local_state === 'Synced' ? [] : [fail(member, `is ${local_state}, not Synced`)];
}

/** The one that asks is the culprit, and the reason why nobody can write. */
function judgeFlow(member: string, sample: MemberSample, disk: DiskSpace | null): Problem[] {
  const waiting = formatNumberOf(sample.receive_queue, 'write-set');
  if (sample.flow_control_requested) {
    const message = `holds up the writes of all members (flow control): ${waiting} to apply`;
    return [
      fail(
        member,
        message,
        isDiskFull(disk)
          ? `its disk is full: make room in ${sample.data_directory}`
          : 'look for a full or slow disk, and at SHOW PROCESSLIST for what its appliers wait for',
      ),
    ];
  }
  return sample.receive_queue > QUEUE_WARN ? [warn(member, `is behind: ${waiting} to apply`)] : [];
}

/** Compared with what most members say. */
function judgeAgreement(member: string, sample: MemberSample, all: readonly Answer[]): Problem[] {
  const problems: Problem[] = [];
  const domain = mostCommon(all.map((other) => other.sample.gtid_domain_id));
  if (sample.gtid_domain_id !== domain) {
    const message = `wsrep_gtid_domain_id is ${sample.gtid_domain_id}, on the others ${domain}`;
    problems.push(fail(member, message, 'make it the same in the option files of all members'));
  }
  const peers = all.filter((other) => other.sample.cluster_status === 'Primary');
  const view = mostCommon(peers.map((other) => String(other.sample.conf_id)));
  if (sample.cluster_status === 'Primary' && String(sample.conf_id) !== view) {
    problems.push(fail(member, `is in view ${sample.conf_id}, the others in view ${view}`));
  }
  return problems;
}

function mostCommon(values: readonly string[]): string {
  const count = (value: string) => values.filter((other) => other === value).length;
  return values.toSorted((a, b) => count(b) - count(a))[0] ?? '';
}

function judgeSurroundings(member: string, sample: MemberSample, disk: DiskSpace | null): Problem[] {
  const problems: Problem[] = [];
  const { certificate_seconds: left, clock_skew_seconds: skew } = sample;
  if (left !== null && left < CERTIFICATE_WARN_SECONDS) {
    const days = Math.floor(left / 86_400);
    if (left < 0)
      problems.push(fail(member, 'its certificate has expired', 'replace it, then FLUSH LOCAL SSL'));
    else problems.push(warn(member, `its certificate expires in ${formatNumberOf(days, 'day')}`));
  }
  if (Math.abs(skew) >= CLOCK_WARN_SECONDS) {
    const message = `its clock is ${formatSeconds(Math.abs(skew))} ${skew < 0 ? 'slow' : 'fast'}`;
    const hint = 'check chronyc tracking on it and on this machine';
    problems.push((Math.abs(skew) < CLOCK_FAIL_SECONDS ? warn : fail)(member, message, hint));
  }
  if (disk !== null && disk.free_bytes < DISK_WARN_SHARE * disk.total_bytes) {
    const message = `has ${formatBytes(disk.free_bytes)} free in ${sample.data_directory}`;
    problems.push((isDiskFull(disk) ? fail : warn)(member, message, 'make room'));
  }
  return problems;
}

function fail(member: string | null, message: string, hint: string | null = null): Problem {
  return { severity: 'fail', member, message, hint };
}

function warn(member: string | null, message: string, hint: string | null = null): Problem {
  return { severity: 'warn', member, message, hint };
}
