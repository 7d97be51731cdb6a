import { formatSeconds } from '../core/units.ts';
import { refuse } from './cluster/refuse.ts';

/** What of a host depends on its clock. */
export interface HostClock {
  readonly host: string;
  /** Ahead of this computer; negative if it is slow. */
  readonly skewSeconds: number;
  /** A certificate is to be signed for it. */
  readonly needsCertificate: boolean;
  /** The run makes it keep the time. */
  readonly isToBeSet: boolean;
}

/** As `aether check` calls it a failure. */
const MOST_SECONDS = 5;
/** Certificates are valid from an hour before they are signed; half of it is left for what sets the clock. */
const MOST_SECONDS_UNSET = 1800;

/**
 * Says which clocks are wrong. Throws PROVISION_REFUSED before a certificate is signed for a host that would not take it as
 * valid: by its own clock, or by the one of this computer.
 */
export function judgeClocks(clocks: readonly HostClock[]): string[] {
  const wrong = clocks.filter(({ skewSeconds }) => Math.abs(skewSeconds) >= MOST_SECONDS);
  const refused = wrong.filter(isRefused);
  const [first] = refused;
  if (first === undefined) return wrong.map(describe);
  const skews = clocks.map(({ skewSeconds }) => skewSeconds);
  const isOwn =
    clocks.length > 1 &&
    wrong.length === clocks.length &&
    Math.max(...skews) - Math.min(...skews) < MOST_SECONDS;
  if (isOwn) {
    throw refuse({
      reason: `the clock of this computer is ${amount(-first.skewSeconds)} against all ${clocks.length} hosts, and certificates are to be signed`,
      hint: 'correct the clock of this computer, then run the same command again',
    });
  }
  throw refuse({
    reason: `${refused.map(describe).join('; ')}: a certificate that is signed now may not be valid there`,
    hint: `correct the clock of ${refused.map(({ host }) => host).join(', ')}, then run the same command again`,
  });
}

function isRefused({ skewSeconds, needsCertificate, isToBeSet }: HostClock): boolean {
  return needsCertificate && (!isToBeSet || Math.abs(skewSeconds) >= MOST_SECONDS_UNSET);
}

function describe({ host, skewSeconds }: HostClock): string {
  return `${host}: its clock is ${amount(skewSeconds)} against this computer`;
}

function amount(skewSeconds: number): string {
  return `${formatSeconds(Math.abs(skewSeconds))} ${skewSeconds < 0 ? 'slow' : 'fast'}`;
}
