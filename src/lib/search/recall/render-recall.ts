import type { TextView } from '../../core/command.ts';
import { formatNumberOf } from '../../core/units.ts';
import { spaceName } from '../embed/embed-settings.ts';
import type { NodeRecall, RecallReport } from './recall-of-nodes.ts';

/** `below`: a server finds too few. `unknown`: one could not be asked. */
export function judgeRecall({ nodes }: RecallReport, target: number): 'reached' | 'below' | 'unknown' {
  if (nodes.some((node) => node.isReached && node.recall < target)) return 'below';
  return nodes.every(({ isReached }) => isReached) ? 'reached' : 'unknown';
}

export function recallDocument(report: RecallReport, target: number): object {
  return {
    space_id: report.space.id,
    space: spaceName(report.space),
    samples: report.samples,
    target,
    verdict: judgeRecall(report, target),
    nodes: report.nodes.map((node) =>
      node.isReached
        ? {
            node: node.node,
            reached: true,
            scan: node.method,
            recall_at_10: node.recall,
            least_recall_at_10: node.least,
            median_milliseconds: node.medianMs,
            p95_milliseconds: node.p95Ms,
          }
        : { node: node.node, reached: false, problem: node.problem },
    ),
  };
}

export function renderRecall(report: RecallReport, target: number, view: TextView): string {
  const verdict = judgeRecall(report, target);
  const rows = report.nodes.map((node) => rowOf(node, target, view));
  const head = ['NODE', 'SCAN', 'RECALL@10', 'LEAST', 'MEDIAN', 'P95'];
  const unreached = report.nodes.flatMap((node) =>
    node.isReached ? [] : [view.style.bad(`${node.node}: ${node.problem}`)],
  );
  return [
    `${view.style.strong(spaceName(report.space))}: ${formatNumberOf(report.samples, 'product')} against an exact scan`,
    view.table(head, rows),
    ...unreached,
    SENTENCES[verdict](target.toFixed(2)),
  ].join('\n');
}

const SENTENCES = {
  reached: (target: string) => `recall is ${target} or more on every server`,
  below: (target: string) =>
    `recall is below ${target}: "aether embed run --rebuild-index" makes the index again`,
  unknown: () => 'not every server could be asked',
};

function rowOf(node: NodeRecall, target: number, { style }: TextView): string[] {
  if (!node.isReached) return [node.node, style.bad('unknown'), '-', '-', '-', '-'];
  const { method, recall, least, medianMs, p95Ms } = node;
  const paint = recall < target ? style.bad : style.good;
  return [
    node.node,
    method,
    paint(recall.toFixed(3)),
    least.toFixed(2),
    `${medianMs.toFixed(1)} ms`,
    `${p95Ms.toFixed(1)} ms`,
  ];
}
