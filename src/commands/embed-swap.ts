import { dryRunOption } from '../lib/core/command-options.ts';
import { planResult } from '../lib/core/plan-document.ts';
import { defineCommand } from '../lib/infra/define-command.ts';

export const command = defineCommand({
  words: ['embed', 'swap'],
  group: 'Data',
  summary: 'Verify the space of the environment file, and make it the one that searches read',
  options: { dryRun: dryRunOption },
  examples: [
    {
      command: 'aether embed swap',
      does: 'after the first "embed run", or with another model or other fields',
    },
    {
      command: 'aether --env old.yaml embed swap',
      does: 'back to the space of an earlier file, if it is still there',
    },
  ],
  effects: {
    reads: 'the catalogue and all vectors of the space',
    writes: 'the state of the spaces; sends 16 short texts to the provider',
  },
  ledger: 'embedding_batch',
  async run({ options }, context) {
    const { readSwapPlan, swapSpace } = await import('../lib/search/embed/swap-space.ts');
    const { renderSwap, swapDocument } = await import('../lib/search/embed/report/render-swap.ts');
    if (options.dryRun) return planResult(await readSwapPlan(context));
    const swapped = await swapSpace(context);
    return {
      data: swapDocument(swapped),
      text: () => renderSwap(swapped),
      next: ['aether embed status'],
    };
  },
});
