import { text } from '../lib/core/command.ts';
import { dryRunOption } from '../lib/core/command-options.ts';
import { planResult } from '../lib/core/plan-document.ts';
import { defineCommand } from '../lib/infra/define-command.ts';

export const command = defineCommand({
  words: ['migrate', 'publish'],
  group: 'Data',
  summary: 'Verify loaded documents once more and put them live; what was live is kept aside',
  arguments: [{ name: '<mapping>', description: 'name of a mapping, or the path of its YAML file' }],
  options: {
    dryRun: dryRunOption,
    gap: {
      flags: '--no-gap',
      description: 'copy what is live aside first, so that the live name always has documents',
      fallback: true,
    },
    replace: text('--replace <collections>', 'live collections that aether did not publish, comma-separated'),
  },
  examples: [
    { command: 'aether migrate publish aethermart --dry-run', does: 'which collections would be replaced' },
    { command: 'aether migrate publish aethermart', does: 'indexes, verify, rename' },
  ],
  effects: {
    reads: 'the tables and the staged documents',
    writes: 'indexes and names of collections in MongoDB, as the account "writer"',
  },
  answerNo: 'documents and tables differ; nothing was published',
  async run({ args: [mapping = ''], options }, context) {
    const { planPublish, publishMigration } = await import('../lib/migrate/publish/publish-migration.ts');
    const how = {
      noGap: !options.gap,
      replace: (options.replace ?? '').split(',').filter((name) => name !== ''),
    };
    if (options.dryRun) return planResult(await planPublish(context, mapping, how));
    const { renderPublish } = await import('../lib/migrate/report/render-migration.ts');
    const report = await publishMigration(context, mapping, how);
    return {
      data: report,
      text: (view) => renderPublish(report, view),
      exitCode: report.published ? 0 : 1,
    };
  },
});
