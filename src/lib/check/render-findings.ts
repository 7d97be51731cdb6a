import type { TextView } from '../core/command.ts';
import type { CheckedFinding } from './check.ts';
import { countFindings } from './count-findings.ts';

/** The answer of `aether check`. */
export function renderFindings(findings: readonly CheckedFinding[], view: TextView): string {
  const { style } = view;
  const paint = { ok: style.good, warn: style.warn, fail: style.bad, unknown: style.bad };
  const rows = findings.map(({ check, host, status, message, hint }, index) => {
    // What many hosts lack for one reason is repaired once.
    const isTold = hint === undefined || findings.findIndex((other) => other.hint === hint) < index;
    return [
      paint[status](status),
      check,
      host ?? '',
      isTold ? message : `${message} ${style.dim(`(${hint})`)}`,
    ];
  });
  return `${view.table(['STATUS', 'CHECK', 'HOST', 'FOUND'], rows)}\n\n${countFindings(findings)}`;
}

/** Whether everything is as it should be; what could not be looked at is not. */
export function isHealthy(findings: readonly CheckedFinding[]): boolean {
  return findings.every(({ status }) => status === 'ok' || status === 'warn');
}
