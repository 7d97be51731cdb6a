import { defineCommand } from '../lib/infra/define-command.ts';

export const command = defineCommand({
  words: ['embed', 'plan'],
  group: 'Data',
  summary: 'Show which products need a vector, and what that costs in tokens, money and time',
  options: {},
  examples: [{ command: 'aether embed plan', does: 'before anything is sent to a provider' }],
  effects: { reads: 'the catalogue, the spaces of vectors; sends nothing' },
  async run(_input, context) {
    const { lookAndPlan } = await import('../lib/search/embed/run-embedding.ts');
    const { planningDocument, renderPlanning } = await import('../lib/search/embed/report/render-plan.ts');
    const { look } = await lookAndPlan(context);
    return {
      data: planningDocument(look),
      text: (view) => renderPlanning(look, view),
      next: look.work.texts === 0 ? [] : ['aether embed run'],
    };
  },
});
