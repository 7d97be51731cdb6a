import { flag, text } from '../lib/core/command.ts';
import { countOption, dryRunOption } from '../lib/core/command-options.ts';
import { planDocument } from '../lib/core/plan-document.ts';
import { defineCommand } from '../lib/infra/define-command.ts';

export const command = defineCommand({
  words: ['ingest'],
  group: 'Data',
  summary: 'Check, load, cleanse and normalise the files of a source',
  arguments: [
    { name: '<source>', description: 'name of a source in configs/sources, or the path of a YAML file' },
  ],
  options: {
    from: text(
      '--from <path>',
      'directory of the files, one file, or - for standard input (default: sources.<name>.from)',
    ),
    file: text('--file <name>', 'which file of the source standard input is'),
    replay: text('--replay <file>', 'load the corrected records of a rejects file'),
    dryRun: dryRunOption,
    sql: flag('--sql', 'with --dry-run: show the statements of the steps'),
    maxRejects: text(
      '--max-rejects <budget>',
      'rejected records that a file may have: 100, 1%, and of single rules 1%,range=5,duplicate_key=0',
    ),
    append: flag('--append', 'load a file all new, also if an earlier one had its name'),
    replace: flag(
      '--replace',
      'delete what an earlier file of the same name loaded straight into a table (file_id_column), then load',
    ),
    force: flag('--force', 'load files again that the ledger has, but whose rows are gone from the tables'),
    parallel: countOption(
      '--parallel <n>',
      'chunks to load at a time (default: limits.parallel_connections)',
      1,
    ),
  },
  examples: [
    { command: 'aether ingest olist --from data/olist', does: 'load the nine Olist files' },
    { command: 'aether ingest olist --from data/olist --dry-run', does: 'check every record, load nothing' },
    {
      command: 'aether ingest olist --replay .aether/rejects/RUN/orders.csv.rejects.csv',
      does: 'load rejects after you have corrected them',
    },
    {
      command: 'aether ingest ./shop.yaml --from shop.csv.gz --max-rejects 1%',
      does: 'a source of your own',
    },
  ],
  effects: {
    reads: 'the source, its files',
    writes:
      'staging tables, the tables that the source names, the ingest ledger; rejects under .aether/rejects',
  },
  ledger: 'ingest_run',
  answerNo:
    'a file has more rejects than allowed; nothing of it was loaded; a direct load stops there; the rows of a loaded file are gone; or a file was not judged, as one whose rows its steps read is not loaded',
  async run({ args, options }, context) {
    const { ingest } = await import('../lib/ingest/ingest.ts');
    const { dryRunPlan } = await import('../lib/ingest/report/dry-run-plan.ts');
    const { hasMissing, isNotJudged, isOverBudget, reportDocument } =
      await import('../lib/ingest/report/ingest-report.ts');
    const { renderReport } = await import('../lib/ingest/report/render-report.ts');
    const { nextCommands } = await import('../lib/ingest/report/verdict.ts');
    const [source = ''] = args;
    const report = await ingest(context, { source, ...options });
    const overBudget = isOverBudget(report);
    return {
      data: options.dryRun ? planDocument(dryRunPlan(report)) : reportDocument(report),
      text: (view) => renderReport(report, view, { sql: options.sql }),
      exitCode: overBudget || hasMissing(report) || isNotJudged(report) ? 1 : 0,
      next: nextCommands(source, report, overBudget),
    };
  },
});
