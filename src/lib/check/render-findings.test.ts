import { describe, expect, it } from 'vitest';
import { AetherError } from '../core/errors.ts';
import { createTextView } from '../infra/output/text-view.ts';
import type { CheckedFinding, CheckStatus } from './check.ts';
import { isHealthy, renderFindings } from './render-findings.ts';
import { unknownFinding } from './unknown-finding.ts';

const unreadable = new AetherError('ENVIRONMENT_INVALID', 'mariadb.tls.ca: cannot read\n  ca.pem', {
  hint: 'put it there',
  location: { file: 'aether.yaml', line: 7, column: 9 },
});

const finding = (status: CheckStatus): CheckedFinding => ({
  check: 'ssh',
  host: 'db1',
  status,
  message: 'seen',
});

describe('the table of findings', () => {
  it('has a line for each, every hint once, and the counts', () => {
    const findings = [
      finding('ok'),
      { check: 'version', ...unknownFinding('db1', unreadable) },
      { check: 'version', ...unknownFinding('db2', unreadable) },
      { check: 'accounts', host: null, status: 'warn' as const, message: 'reader is not declared' },
    ];
    expect(renderFindings(findings, createTextView(0, 100))).toMatchInlineSnapshot(`
      "STATUS   CHECK     HOST  FOUND
      ok       ssh       db1   seen
      unknown  version   db1   mariadb.tls.ca: cannot read ca.pem at aether.yaml:7:9 (put it there)
      unknown  version   db2   mariadb.tls.ca: cannot read ca.pem at aether.yaml:7:9
      warn     accounts        reader is not declared

      1 ok, 1 warn, 2 unknown"
    `);
  });
});

describe('an environment', () => {
  it.each([
    ['ok', true],
    ['warn', true],
    ['fail', false],
    ['unknown', false],
  ] as const)('with something %s is healthy: %s', (status, healthy) => {
    expect(isHealthy([finding('ok'), finding(status)])).toBe(healthy);
  });
});
