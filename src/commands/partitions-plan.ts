import { planDocument } from '../lib/core/plan-document.ts';
import { defineCommand } from '../lib/infra/define-command.ts';

export const command = defineCommand({
  words: ['partitions', 'plan'],
  group: 'Database',
  summary: 'Show how the partitions of every table with a policy roll, and which rows came too late for them',
  options: {},
  examples: [
    { command: 'aether partitions plan', does: 'months ahead, rows in pmax, what "apply" makes' },
    { command: 'aether partitions plan --json', does: 'the same for a script' },
  ],
  effects: { reads: 'the table partition_policy, and the rows of pmax, as the account "migrator"' },
  answerNo: 'a table cannot be looked after, or rows stay in pmax, and no partition helps',
  async run(_input, context) {
    const { planPartitionChanges } = await import('../lib/partitions/read-plan.ts');
    const { renderPartitionPlan, troubledTables } = await import('../lib/partitions/render-partitions.ts');
    const plan = await planPartitionChanges(context);
    return {
      data: planDocument(plan),
      text: (view) => renderPartitionPlan(plan, view),
      exitCode: troubledTables(plan).length === 0 ? 0 : 1,
    };
  },
});
