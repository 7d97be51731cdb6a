import { flag } from '../lib/core/command.ts';
import { dryRunOption, maxCostOption } from '../lib/core/command-options.ts';
import { planResult } from '../lib/core/plan-document.ts';
import { defineCommand } from '../lib/infra/define-command.ts';

export const command = defineCommand({
  words: ['embed', 'run'],
  group: 'Data',
  summary: 'Get vectors for the products that are new or whose text has changed',
  options: {
    maxCost: maxCostOption,
    rebuildIndex: flag(
      '--rebuild-index',
      'make the vector index of MariaDB 11.8 again; searches compare all vectors meanwhile',
    ),
    dryRun: dryRunOption,
  },
  examples: [
    { command: 'aether embed run --dry-run', does: 'what would be sent, and its cost' },
    { command: 'aether embed run --max-cost 2.50 --yes', does: 'without a question, up to this cost' },
  ],
  effects: {
    reads: 'the catalogue',
    writes:
      'the tables embedding_space, embedding_cache, embedding_refusal, product_embedding and embedding_batch, and on MariaDB 11.8 one of its own for each space, as the account "search"; sends texts to the provider',
  },
  ledger: 'embedding_batch',
  answerNo: 'the provider refuses the text of a product',
  async run({ options }, context) {
    const { lookAndPlan, runEmbedding } = await import('../lib/search/embed/run-embedding.ts');
    const { renderRun, runDocument } = await import('../lib/search/embed/report/render-run.ts');
    if (options.dryRun) return planResult((await lookAndPlan(context, options)).plan);
    const done = await runEmbedding(context, options);
    return {
      data: runDocument(done),
      text: (view) => renderRun(done, view),
      exitCode: done.filled.refused.length > 0 ? 1 : 0,
      next: done.state === 'building' ? ['aether embed swap'] : [],
    };
  },
});
