import { text } from '../lib/core/command.ts';
import { defineCommand } from '../lib/infra/define-command.ts';

export const command = defineCommand({
  words: ['schema', 'lint'],
  group: 'Database',
  summary: 'Look for what will cost data or stop a cluster: keys, engines, indexes, definers',
  options: {
    files: text('--files <dir>', 'look at the .sql files below it, or at one file, and ask no server'),
    waivers: text('--waivers <file>', "what is accepted, in place of aether's own sql/lint.yaml"),
  },
  examples: [
    { command: 'aether schema lint', does: 'the databases of the environment, as they are on the server' },
    { command: 'aether schema lint --files sql', does: 'the text of files, before it is applied' },
    { command: 'aether schema lint --json', does: 'the same for a script' },
  ],
  effects: { reads: 'information_schema, as the account "admin", or files; sql/lint.yaml' },
  answerNo: 'something breaks a rule, or a waiver waives nothing',
  async run({ options }, context) {
    const { lintSchema } = await import('../lib/schema/lint/lint-schema.ts');
    const { renderLint } = await import('../lib/schema/lint/render-lint.ts');
    const { lintFiles } = await import('../lib/schema/lint/lint-files.ts');
    const { waivers, files } = options;
    const report =
      files === undefined
        ? { ...(await lintSchema(context, waivers)), not_checked: [] }
        : await lintFiles(context, files, waivers);
    const isClean = report.idle.length === 0 && report.findings.every(({ waived }) => waived !== null);
    return {
      data: {
        rules: report.rules,
        findings: report.findings,
        idle_waivers: report.idle,
        not_checked: report.not_checked,
      },
      text: (view) => renderLint(report, view),
      exitCode: isClean ? 0 : 1,
    };
  },
});
