import { defineCommand } from '../lib/infra/define-command.ts';

export const command = defineCommand({
  words: ['migrate', 'run'],
  group: 'Data',
  summary: 'Load tables as documents into staged collections of MongoDB; continues what was interrupted',
  arguments: [{ name: '<mapping>', description: 'name of a mapping, or the path of its YAML file' }],
  options: {},
  examples: [{ command: 'aether migrate run aethermart', does: 'load; live collections stay as they are' }],
  effects: {
    reads: 'the tables of the mapping, as the account "reader"',
    writes: 'staged collections and the ledger _aether_migrations in MongoDB, as the account "writer"',
  },
  answerNo: 'the source changed while it was read, so that the documents are not of one moment',
  async run({ args: [mapping = ''] }, context) {
    const { runMigration } = await import('../lib/migrate/run/run-migration.ts');
    const { renderMigrationRun } = await import('../lib/migrate/report/render-migration.ts');
    const report = await runMigration(context, mapping);
    return {
      data: report,
      text: (view) => renderMigrationRun(report, view),
      exitCode: report.state === 'loaded' ? 0 : 1,
      next: [
        report.state === 'loaded' ? `aether migrate verify ${mapping}` : `aether migrate run ${mapping}`,
      ],
    };
  },
});
