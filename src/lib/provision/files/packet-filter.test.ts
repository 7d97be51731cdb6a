import { describe, expect, it } from 'vitest';
import { packetFilter } from './packet-filter.ts';

describe('the packet filter', () => {
  it('replaces its own table in one file, drops the rest, and names both families', () => {
    const text = packetFilter([{ service: 'mariadb', port: 3306, sources: ['10.0.0.1', 'fd00::1'] }]);
    expect(text.indexOf('table inet aether\ndelete table inet aether\ntable inet aether {')).toBeGreaterThan(
      0,
    );
    expect(text).not.toContain('flush ruleset');
    expect(text).toContain('policy drop;');
    expect(text).toContain('\t\tip saddr { 10.0.0.1 } tcp dport 3306 accept comment "mariadb"\n');
    expect(text).toContain('\t\tip6 saddr { fd00::1 } tcp dport 3306 accept comment "mariadb"\n');
  });
});
