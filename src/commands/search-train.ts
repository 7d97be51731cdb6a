import { formatNumberOf } from '../lib/core/units.ts';
import { text } from '../lib/core/command.ts';
import { defineCommand } from '../lib/infra/define-command.ts';

export const command = defineCommand({
  words: ['search', 'train'],
  group: 'Data',
  summary: 'Learn from judged queries how the search orders its best candidates',
  options: {
    judgments: text(
      '--judgments <file>',
      'tab-separated: query, product number, label (E, S, C, I or a gain)',
    ),
    out: text('--out <file>', 'file of the coefficients (default: reranker.yaml)'),
  },
  examples: [
    {
      command: 'aether search train --judgments judgments.tsv --out reranker.yaml',
      does: 'then name the file as search.reranker in the environment file',
    },
  ],
  effects: {
    reads: 'the file of judgments, the search index, the catalogue',
    writes: 'the file of the coefficients',
  },
  async run({ options }, context) {
    const paths = await import('node:path');
    const { AetherError } = await import('../lib/core/errors.ts');
    const { trainReranker } = await import('../lib/search/train-reranker.ts');
    const { judgments, out = 'reranker.yaml' } = options;
    if (judgments === undefined) throw new AetherError('USAGE', '--judgments <file> is missing');
    const trained = await trainReranker(context, { judgments, out: paths.resolve(context.cwd, out) });
    const { file, queries, heldBackNdcg, hybridNdcg } = trained;
    return {
      data: { file, queries, held_back_ndcg_at_10: heldBackNdcg, hybrid_ndcg_at_10: hybridNdcg },
      text: () =>
        [
          `written: ${file}`,
          `nDCG@10 on queries held back: ${heldBackNdcg.toFixed(3)}, of the fusion: ${hybridNdcg.toFixed(3)} (${formatNumberOf(queries, 'query')})`,
        ].join('\n'),
      next: [`search: { reranker: ${out} }   # in the environment file`],
    };
  },
});
