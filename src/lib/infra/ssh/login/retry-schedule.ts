/** What is known when a server has closed a connection before the login was over. */
export interface DropHistory {
  /** How often in a row it has done so, this time included. */
  readonly drops: number;
  readonly waitedMs: number;
  /** How long waiting may take in all. */
  readonly patienceMs: number;
}

/**
 * The first pauses are for MaxStartups, which drops some of many connections that open at the same time; the later
 * ones for PerSourcePenalties (OpenSSH 9.8 and later), which shut an address out for 15 s or more after failed
 * logins, and up to 10 min (sshd_config(5)).
 */
const PAUSES_MS = [500, 1500, 5000, 15_000, 30_000];
const LONGEST_PAUSE_MS = 60_000;

/**
 * How long to wait before the next connection, or undefined to give up. `chance` (0 to 1) spreads clients that
 * were dropped together; it lengthens a pause by a quarter at most and never shortens it.
 */
export function pauseAfterDrop(history: DropHistory, chance: number): number | undefined {
  const pause = (PAUSES_MS[history.drops - 1] ?? LONGEST_PAUSE_MS) * (1 + chance / 4);
  return history.waitedMs + pause > history.patienceMs ? undefined : pause;
}
