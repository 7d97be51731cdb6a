import type { Finding } from './check.ts';

const ORDER = ['ok', 'warn', 'fail', 'unknown'] as const;

/** `6 ok, 2 warn`: what there is of each status. */
export function countFindings(findings: readonly Finding[]): string {
  return ORDER.map((status) => ({
    status,
    count: findings.filter((found) => found.status === status).length,
  }))
    .filter(({ count }) => count > 0)
    .map(({ status, count }) => `${count} ${status}`)
    .join(', ');
}
