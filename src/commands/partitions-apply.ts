import { dryRunOption } from '../lib/core/command-options.ts';
import { planResult } from '../lib/core/plan-document.ts';
import { defineCommand } from '../lib/infra/define-command.ts';

export const command = defineCommand({
  words: ['partitions', 'apply'],
  group: 'Database',
  summary: 'Make the partitions of the months ahead, and those of rows that came too late',
  options: { dryRun: dryRunOption },
  examples: [
    { command: 'aether partitions apply', does: 'make what is missing; twice in a month does nothing' },
    { command: 'aether partitions apply --dry-run', does: 'only show it' },
    {
      command: 'aether partitions apply --env production --confirm production',
      does: 'also move many rows out of pmax, for which writes wait',
    },
  ],
  effects: {
    reads: 'the table partition_policy, and the rows of pmax',
    writes: 'partitions of the tables with a policy, as the account "migrator"; the table partition_event',
  },
  answerNo: 'a table cannot be looked after, or rows stay in pmax',
  async run({ options }, context) {
    const { planPartitionChanges } = await import('../lib/partitions/read-plan.ts');
    const { renderAppliedPartitions, troubledTables } =
      await import('../lib/partitions/render-partitions.ts');
    if (options.dryRun) return planResult(await planPartitionChanges(context));
    const { applyPartitions } = await import('../lib/partitions/apply-partitions.ts');
    const plan = await applyPartitions(context);
    const { steps } = plan;
    return {
      data: {
        dry_run: false,
        tables: steps.map(({ subject, action, summary, task }) => ({
          table: subject,
          action,
          summary,
          months_made: task?.months ?? [],
        })),
      },
      text: (view) => renderAppliedPartitions(plan, view),
      exitCode: troubledTables(plan).length === 0 ? 0 : 1,
    };
  },
});
