import { defineCommand } from '../lib/infra/define-command.ts';
import type { VerifyReport } from '../lib/migrate/verify/verify-migration.ts';

export const command = defineCommand({
  words: ['migrate', 'verify'],
  group: 'Data',
  summary: 'Prove that documents hold what the tables hold: digests by MariaDB against documents mapped back',
  arguments: [{ name: '<mapping>', description: 'name of a mapping, or the path of its YAML file' }],
  options: {},
  examples: [
    { command: 'aether migrate verify aethermart', does: 'compare every value; shows the first differences' },
  ],
  effects: { reads: 'the tables and the documents of the newest run, each as the account "reader"' },
  answerNo: 'documents and tables differ',
  async run({ args: [mapping = ''] }, context) {
    const { verifyMigration } = await import('../lib/migrate/verify/verify-migration.ts');
    const { renderVerify } = await import('../lib/migrate/report/render-migration.ts');
    const report = await verifyMigration(context, mapping);
    return {
      data: report,
      text: (view) => renderVerify(report, view),
      exitCode: report.differences.length === 0 ? 0 : 1,
      next: nextCommands(report, mapping),
    };
  },
});

function nextCommands({ differences, is_published: isPublished }: VerifyReport, mapping: string): string[] {
  if (differences.length > 0) return [`aether migrate run ${mapping}`];
  return isPublished ? [] : [`aether migrate publish ${mapping}`];
}
