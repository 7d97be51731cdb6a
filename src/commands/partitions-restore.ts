import { dryRunOption } from '../lib/core/command-options.ts';
import { planDocument, planResult } from '../lib/core/plan-document.ts';
import { defineCommand } from '../lib/infra/define-command.ts';

export const command = defineCommand({
  words: ['partitions', 'restore'],
  group: 'Database',
  summary: 'Bring an archived month back into its tables',
  arguments: [
    { name: '<group>', description: 'a group of partition_policy: orders, stock, web, audit' },
    { name: '<partition>', description: 'the partition that was archived: p2016, p202601' },
  ],
  options: { dryRun: dryRunOption },
  examples: [
    {
      command: 'aether partitions restore orders p2016 --dry-run',
      does: 'where its rows are, and how they come back',
    },
    {
      command: 'aether partitions restore orders p2016',
      does: 'bring them back, and open their order numbers again',
    },
  ],
  effects: {
    reads: 'the database <database>_archive, or the files of the partition, after their SHA-256',
    writes:
      'the tables of the group, as the accounts "migrator" and "ingest"; partition_archive and partition_event',
  },
  async run({ args: [group = '', partition = ''], options }, context) {
    const { planRestored, restorePartition } = await import('../lib/partitions/archive/restore.ts');
    const { renderDone } = await import('../lib/partitions/archive/render-done.ts');
    const request = { group, partition };
    if (options.dryRun) return planResult(await planRestored(context, request));
    const plan = await restorePartition(context, request);
    return { data: { ...planDocument(plan), dry_run: false }, text: (view) => renderDone(plan, view) };
  },
});
