import type { TextView } from '../core/command.ts';
import type { CheckedFinding } from './check.ts';

export function renderFindings(findings: readonly CheckedFinding[], view: TextView): string {
  const { style } = view;
  const paint = { ok: style.good, warn: style.warn, fail: style.bad, unknown: style.bad };
  const rows = findings.map(({ check, host, status, message, hint }) => [
    paint[status](status),
    check,
    host ?? '',
    hint === undefined ? message : `${message} ${style.dim(`(${hint})`)}`,
  ]);
  const counts = (['ok', 'warn', 'fail', 'unknown'] as const)
    .map((status) => ({ status, count: findings.filter((finding) => finding.status === status).length }))
    .filter(({ count }) => count > 0)
    .map(({ status, count }) => `${count} ${status}`);
  return `${view.table(['STATUS', 'CHECK', 'HOST', 'FOUND'], rows)}\n\n${counts.join(', ')}`;
}

/** Whether everything is as it should be; what could not be reached is not. */
export function isHealthy(findings: readonly CheckedFinding[]): boolean {
  return findings.every(({ status }) => status === 'ok' || status === 'warn');
}
