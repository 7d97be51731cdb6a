import { countOption, dryRunOption } from '../lib/core/command-options.ts';
import { planResult } from '../lib/core/plan-document.ts';
import { defineCommand } from '../lib/infra/define-command.ts';

export const command = defineCommand({
  words: ['audit', 'seal'],
  group: 'Database',
  summary: 'Sign what was recorded since the last seal: until then a record can be changed unseen',
  options: {
    wait: {
      ...countOption('--wait <seconds>', 'how long an open transaction may hold up a seal (default: 60)', 0),
      fallback: 60,
    },
    dryRun: dryRunOption,
  },
  examples: [
    { command: 'aether audit seal', does: 'what was recorded since the last seal; run it every minute' },
    { command: 'aether audit seal --wait 5 --json', does: 'the same for a script, without a long wait' },
  ],
  effects: {
    reads: 'the records since the last seal, on every member, as the account "admin"; audit.signing_key',
    writes: 'one file below audit.checkpoints, if there is something to seal',
  },
  answerNo: 'a chain was not sealed to its end: a transaction is open, or a member cannot be asked',
  async run({ options }, context) {
    const { planSeal, sealAudit } = await import('../lib/audit/seal-audit.ts');
    const { renderSeal } = await import('../lib/audit/render-audit.ts');
    if (options.dryRun) return planResult(await planSeal(context));
    const report = await sealAudit(context, { waitSeconds: options.wait });
    return {
      data: report,
      text: (view) => renderSeal(report, view),
      exitCode: report.held.length === 0 ? 0 : 1,
    };
  },
});
