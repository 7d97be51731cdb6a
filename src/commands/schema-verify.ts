import { defineCommand } from '../lib/infra/define-command.ts';

export const command = defineCommand({
  words: ['schema', 'verify'],
  group: 'Database',
  summary: 'Evaluate every CHECK, every foreign key and every rule of a trigger again',
  options: {},
  examples: [
    { command: 'aether schema verify', does: 'what rows break, with the key of one of them' },
    { command: 'aether schema verify --json', does: 'the same for a script' },
  ],
  effects: { reads: 'every row of the tables that have a rule, as the account "migrator"' },
  answerNo: 'rows break a rule',
  async run(_input, context) {
    const { verifySchema } = await import('../lib/schema/verify/verify-schema.ts');
    const { renderVerify } = await import('../lib/schema/verify/render-verify.ts');
    const report = await verifySchema(context);
    return {
      data: report,
      text: (view) => renderVerify(report, view),
      exitCode: report.broken.length === 0 ? 0 : 1,
    };
  },
});
