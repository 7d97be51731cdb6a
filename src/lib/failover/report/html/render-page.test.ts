import { describe, expect, it } from 'vitest';
import { fault as crash } from '../../faults/crash.ts';
import { judgeAttempts } from '../../client/operation.ts';
import type { Sample } from '../../observe/observer.ts';
import type { DrillReport } from '../../run-drill.ts';
import { judgeDrill } from '../../verdict/judge-drill.ts';
import { workload } from '../../workloads/insert-ledger.ts';
import { seriesOf } from '../series.ts';
import { renderPage } from './render-page.ts';

const MEMBERS = ['node1', 'node2', 'node3'];

/** Ten seconds of one client that writes every 100 ms, but for two seconds after a crash of node1. */
function report(change: { readonly environment?: string; readonly rows?: number } = {}): DrillReport {
  const times = Array.from({ length: 100 }, (_, index) => 1000 + index * 100).filter(
    (time) => time < 4000 || time >= 6000,
  );
  const operations = times.map((time, index) =>
    judgeAttempts({ worker: 1, sequence: index + 1 }, [
      { host: 'node1', sent_ms: time - 5, ended_ms: time, outcome: 'acknowledged', errno: null },
    ]),
  );
  const rows = operations.slice(0, change.rows ?? operations.length).map(({ worker, sequence }) => ({
    worker,
    sequence,
    effects: 1,
  }));
  const samples = times.flatMap((ms): Sample[] =>
    MEMBERS.map((member) =>
      member === 'node1' && ms > 4000 && ms < 8000
        ? { member, ms, answers: false }
        : {
            member,
            ms,
            answers: true,
            is_primary: true,
            size: ms < 6000 ? 3 : 2,
            conf_id: ms < 6000 ? 7 : 8,
            state: 'Synced',
            ready: true,
            receive_queue: 0,
            bf_aborts: 0,
            flow_control_active: false,
            flow_control_requested: false,
          },
    ),
  );
  const round = { number: 1, fault: crash, victims: ['node1'], home: 'node1' };
  const drill = {
    environment: change.environment ?? 'sandbox',
    members: MEMBERS,
    replicas: [],
    versions: {},
    profile: 'lan',
    workload,
    request: { faults: ['crash'], repeat: 1, writers: 1, rate: 10, multiWriter: false, control: false },
    plan: { title: 'a plan', steps: [] },
    context: { argv: ['failover-test'], runId: 'r1' },
  } as unknown as DrillReport['drill'];
  const final = {
    rows: MEMBERS.map((member) => ({ member, rows })),
    unproven: [],
    gtids: { diverged: [], pending: [] },
    wrong: [],
    tables: null,
  };
  return {
    drill,
    started_at: '2026-01-01T00:00:00Z',
    rounds: [
      {
        round,
        hosts: { 1: 'node1' },
        evidence: [],
        calm_from_ms: 2000,
        injected_ms: 4000,
        healing_ms: 7000,
        whole_ms: 8000,
        ended_ms: 9000,
      },
    ],
    operations,
    reads: [],
    samples,
    from_ms: 1000,
    to_ms: 11_000,
    verdict: judgeDrill({ rounds: [{}], operations, reads: [] }, final, {
      members: MEMBERS,
      replicas: [],
      workload,
    }),
    control: null,
    journal: '/tmp/journal.ndjson',
    kept: null,
  };
}

describe('the page of a drill', () => {
  it('needs nothing from elsewhere, and runs nothing', () => {
    const page = renderPage(report());
    expect(page).not.toMatch(/https?:|<script|<link|<img|url\(|@import/);
  });

  it('shows the verdict, the round and the gap of the victim', () => {
    const page = renderPage(report());
    expect(page).toContain('verdict (process crash): passed: 0 of 80 acknowledged transactions lost');
    expect(page).toContain('<td>crash</td><td>node1</td>');
    expect(page).toContain('2.10 s / 2.10 s');
  });

  it('names what is lost, with the seconds since the fault', () => {
    const page = renderPage(report({ rows: 79 }));
    expect(page).toContain('lost: row 1-80 on node1, acknowledged 6.90 s after the fault began');
    expect(page).toContain('class="verdict failed"');
  });

  it('escapes what the environment file says', () => {
    const page = renderPage(report({ environment: '<b>"x"&' }));
    expect(page).not.toContain('<b>');
    expect(page).toContain('&lt;b&gt;&quot;x&quot;&amp;');
  });

  it('draws every picture inside of its frame', () => {
    const pictures = renderPage(report()).split('<svg ').slice(1);
    expect(pictures).toHaveLength(3);
    for (const picture of pictures) {
      const [width = 0, height = 0] = /viewBox="0 0 (\d+) (\d+)"/.exec(picture)!.slice(1).map(Number);
      const numbers = (pattern: RegExp) => [...picture.matchAll(pattern)].map(([, value]) => Number(value));
      const xs = numbers(/ x[12]?="([-\d.]+)"/g);
      const points = [...picture.matchAll(/[ML]([-\d.]+) ([-\d.]+)/g)].map(([, x, y]) => [
        Number(x),
        Number(y),
      ]);
      expect(Math.min(...xs, ...points.map(([x]) => x!))).toBeGreaterThanOrEqual(0);
      expect(Math.max(...xs, ...points.map(([x]) => x!))).toBeLessThanOrEqual(width);
      expect(
        Math.max(0, ...points.map(([, y]) => y!), ...numbers(/ y[12]?="([-\d.]+)"/g)),
      ).toBeLessThanOrEqual(height);
    }
    expect(pictures[0]).toMatch(/class="client client-1" d="M/);
  });
});

describe('the pictures', () => {
  it('have a rate per client, the views and the states of members', () => {
    const { clients, lanes, faults, length_ms } = seriesOf(report());
    expect(length_ms).toBe(10_000);
    expect(clients[0]!.rate.slice(0, 3)).toEqual([12, 8, 12]);
    expect(Math.max(...clients[0]!.slowest_ms.map((value) => value ?? 0))).toBe(5);
    expect(lanes.map(({ member, views }) => [member, views.length])).toEqual(
      MEMBERS.map((member) => [member, 1]),
    );
    expect(lanes[0]!.segments.map(({ state }) => state)).toEqual(['synced', 'no answer', 'synced']);
    expect(faults).toEqual([{ label: 'crash node1', injected_ms: 3000, healing_ms: 6000, whole_ms: 7000 }]);
  });
});
