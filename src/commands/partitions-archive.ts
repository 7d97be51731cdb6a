import { flag } from '../lib/core/command.ts';
import { countOption, dryRunOption } from '../lib/core/command-options.ts';
import { planDocument, planResult } from '../lib/core/plan-document.ts';
import { defineCommand } from '../lib/infra/define-command.ts';

export const command = defineCommand({
  words: ['partitions', 'archive'],
  group: 'Database',
  summary: 'Move months that are old enough out of their tables, into the archive database and files',
  arguments: [
    { name: '[group]', description: 'a group of partition_policy: orders, stock, web, audit (default: all)' },
    { name: '[partition]', description: 'one partition that is over, also before its time' },
  ],
  options: {
    drop: flag('--drop', 'also drop archived tables whose file was read back more than --keep-days ago'),
    keepDays: {
      ...countOption('--keep-days <days>', 'how long such a table stays beside its file (default: 7)', 0),
      fallback: 7,
    },
    dryRun: dryRunOption,
  },
  examples: [
    {
      command: 'aether partitions archive --dry-run',
      does: 'what leaves, and which orders hold a month back',
    },
    { command: 'aether partitions archive', does: 'everything that is older than its keep_months' },
    { command: 'aether partitions archive orders p2016', does: 'one partition of the tables of orders' },
    {
      command: 'aether partitions archive --drop --confirm production',
      does: 'the same, and keep months of which the file is a week old in the file only',
    },
  ],
  effects: {
    reads: 'partitions of the tables with a policy, as the accounts "migrator" and "ingest"',
    writes:
      'the database <database>_archive, files below partitions.archive_dir, the tables partition_archive and partition_event',
    destroys: 'with --drop: tables of <database>_archive whose file was read back and compared',
  },
  answerNo: 'a month cannot leave: one of its orders can still move, or its tables are cut differently',
  async run({ args, options }, context) {
    const { archivePartitions, planArchived } = await import('../lib/partitions/archive/archive.ts');
    const { obstaclesOf, renderDone } = await import('../lib/partitions/archive/render-done.ts');
    const [group, partition] = args;
    const request = { group, partition, keepDays: options.keepDays, drops: options.drop };
    if (options.dryRun) return planResult(await planArchived(context, request));
    const plan = await archivePartitions(context, request);
    return {
      data: { ...planDocument(plan), dry_run: false },
      text: (view) => renderDone(plan, view),
      exitCode: obstaclesOf(plan).length === 0 ? 0 : 1,
    };
  },
});
