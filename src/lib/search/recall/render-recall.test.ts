import { expect, it } from 'vitest';
import type { TextView } from '../../core/command.ts';
import type { NodeRecall, RecallReport } from './recall-of-nodes.ts';
import { judgeRecall, renderRecall } from './render-recall.ts';

const space = {
  id: 2,
  provider: 'gemini',
  model: 'gemini-embedding-2',
  dimensions: 768,
  scheme: '',
  template: '1-title',
  createdAt: '2026-11-30 00:00:00',
  revision: 1,
  vectorTable: 'product_vec_s2',
};

const node = (name: string, recall: number): NodeRecall => ({
  node: name,
  isReached: true,
  method: 'vector index',
  recall,
  least: 0.6,
  medianMs: 0.4,
  p95Ms: 1,
});
const away: NodeRecall = { node: 'db3', isReached: false, problem: 'db3 cannot be reached' };
const report = (...nodes: NodeRecall[]): RecallReport => ({ space, samples: 200, nodes });

it('is below the target if any server is, and unknown if one could not be asked', () => {
  expect(judgeRecall(report(node('db1', 0.98), node('db2', 1)), 0.98)).toBe('reached');
  expect(judgeRecall(report(node('db1', 0.979), node('db2', 1)), 0.98)).toBe('below');
  expect(judgeRecall(report(node('db1', 1), away), 0.98)).toBe('unknown');
  expect(judgeRecall(report(node('db1', 0.5), away), 0.98)).toBe('below');
});

it('shows each server, and what to do about one that is below', () => {
  const plain = (text: string) => text;
  const view = {
    style: { strong: plain, dim: plain, good: plain, warn: plain, bad: plain },
    table: (head, rows) => [head, ...rows].map((row) => row.join(' ')).join('\n'),
  } as TextView;
  const text = renderRecall(report(node('db1', 0.91), away), 0.98, view);
  expect(text).toContain('db1 vector index 0.910 0.60 0.4 ms 1.0 ms');
  expect(text).toContain('db3: db3 cannot be reached');
  expect(text).toContain('aether embed run --rebuild-index');
});
