import { flag, text } from '../lib/core/command.ts';
import { maxCostOption } from '../lib/core/command-options.ts';
import { defineCommand } from '../lib/infra/define-command.ts';

export const command = defineCommand({
  words: ['search', 'eval'],
  group: 'Data',
  summary: 'Measure how well the search ranks, on queries that people have judged',
  options: {
    judgments: text(
      '--judgments <file>',
      'tab-separated: query, product number, label (E, S, C, I or a gain)',
    ),
    gate: text('--gate <bound>', 'exit with 1 unless the best ranking keeps this: ndcg@10>=0.60'),
    baseline: text('--baseline <file>', 'compare with an earlier evaluation, its --json document'),
    typos: flag('--typos', 'measure the queries with one seeded typo each, too'),
    fulltext: flag(
      '--fulltext',
      "measure the server's own FULLTEXT, too, in a scratch table that is dropped",
    ),
    maxCost: maxCostOption,
  },
  examples: [
    {
      command: 'aether search eval --judgments judgments.tsv',
      does: 'nDCG@10, recall and the hardest queries',
    },
    {
      command: "aether search eval --judgments judgments.tsv --gate 'ndcg@10>=0.60' --json > today.json",
      does: 'for a build server',
    },
    {
      command: 'aether search eval --judgments judgments.tsv --baseline yesterday.json',
      does: 'what a change has gained, with its interval',
    },
  ],
  effects: {
    reads:
      'the file of judgments, the search index, the catalogue. With a live space of "aether embed" the queries go to its provider',
    writes: 'with --fulltext: a scratch table of the staging database',
  },
  answerNo: 'the best ranking does not keep the gate',
  async run({ options }, context) {
    const { AetherError } = await import('../lib/core/errors.ts');
    const { evaluate } = await import('../lib/search/evaluate.ts');
    const { parseGate } = await import('../lib/search/eval/gate.ts');
    const { readBaseline } = await import('../lib/search/eval/read-baseline.ts');
    const { compareWith } = await import('../lib/search/eval/compare-with.ts');
    const report = await import('../lib/search/report/render-evaluation.ts');
    const { judgments, typos, fulltext, maxCost } = options;
    if (judgments === undefined) throw new AetherError('USAGE', '--judgments <file> is missing');
    const gate = options.gate === undefined ? undefined : parseGate(options.gate);
    const baseline = options.baseline === undefined ? undefined : await readBaseline(options.baseline);
    const measured = await evaluate(context, { judgments, typos, fulltext, maxCost });
    const best = Math.max(...measured.systems.map(({ ndcg }) => ndcg));
    const comparison =
      baseline === undefined ? undefined : compareWith(measured, baseline, options.baseline ?? '');
    return {
      data: report.evaluationDocument(measured, comparison),
      text: (view) => report.renderEvaluation(measured, comparison, view),
      exitCode: gate !== undefined && best < gate.least ? 1 : 0,
    };
  },
});
