import { defineCommand } from '../lib/infra/define-command.ts';

export const command = defineCommand({
  words: ['audit', 'verify'],
  group: 'Database',
  summary:
    'Compare the records of the audit with their seals, and audited rows with their records, on every member',
  options: {},
  examples: [
    { command: 'aether audit verify', does: 'what was changed, cut, forged or written past the audit' },
    { command: 'aether audit verify --json', does: 'the same for a script' },
  ],
  effects: {
    reads:
      'every record, every audited table and every trigger of the audit, as the account "admin"; the files of audit.checkpoints',
  },
  answerNo: 'a record, a row, a trigger or a file is not what it should be',
  async run(_input, context) {
    const { verifyAudit } = await import('../lib/audit/verify-audit.ts');
    const { renderAudit } = await import('../lib/audit/render-audit.ts');
    const report = await verifyAudit(context);
    const isUnknown = report.members.some(({ unknown }) => unknown !== null);
    return {
      data: report,
      text: (view) => renderAudit(report, view),
      exitCode: report.faults.length > 0 ? 1 : isUnknown ? 2 : 0,
    };
  },
});
