import { quoteArgument } from '../command/quote.ts';

/**
 * A shell line after which the host runs another one as root, once the seconds have passed, whatever becomes of this shell;
 * stopping the unit calls it off, unless it has begun. A service that sleeps: a timer of systemd (OnActiveSec) starts
 * again from zero at every daemon-reload (seen with systemd 257).
 */
export function runAfter(unit: string, seconds: number, line: string): string {
  const now = `exec systemd-run --quiet --collect --unit=${unit}-now /bin/sh -c ${quoteArgument(line)}`;
  return `systemd-run --quiet --collect --unit=${unit} /bin/sh -c ${quoteArgument(`sleep ${seconds}; ${now}`)}`;
}
