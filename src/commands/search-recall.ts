import { countOption } from '../lib/core/command-options.ts';
import { defineCommand } from '../lib/infra/define-command.ts';

export const command = defineCommand({
  words: ['search', 'recall'],
  group: 'Data',
  summary: 'Measure how many of the nearest products each server finds in the live space',
  options: {
    sample: { ...countOption('--sample <n>', 'products to ask with (default: 200)', 1), fallback: 200 },
    target: {
      flags: '--target <share>',
      description: 'exit with 1 if a server finds less (default: 0.98)',
      fallback: 0.98,
      parse: (text: string) => {
        const share = Number(text);
        if (text.trim() !== '' && share > 0 && share <= 1) return share;
        throw new Error(`${text} is not a share such as 0.98`);
      },
    },
  },
  examples: [
    { command: 'aether search recall', does: '200 products, at least 98 of 100 neighbours' },
    { command: 'aether search recall --sample 500 --target 0.99 --json', does: 'for a script' },
  ],
  effects: { reads: 'all vectors of the live space; every MariaDB server. No provider is asked' },
  answerNo: 'a server finds less than the target',
  async run({ options: { sample, target } }, context) {
    const { measureRecall } = await import('../lib/search/recall/recall-of-nodes.ts');
    const { judgeRecall, recallDocument, renderRecall } =
      await import('../lib/search/recall/render-recall.ts');
    const report = await measureRecall(context, sample);
    return {
      data: recallDocument(report, target),
      text: (view) => renderRecall(report, target, view),
      exitCode: ({ reached: 0, below: 1, unknown: 2 } as const)[judgeRecall(report, target)],
    };
  },
});
