import { text } from '../lib/core/command.ts';
import { AetherError } from '../lib/core/errors.ts';
import { defineCommand } from '../lib/infra/define-command.ts';
import type { VerifyReport } from '../lib/migrate/verify/verify-report.ts';

export const command = defineCommand({
  words: ['migrate', 'verify'],
  group: 'Data',
  summary: 'Prove that documents hold what the tables hold, and certify it; or check a certificate',
  arguments: [{ name: '[mapping]', description: 'name of a mapping, or the path of its YAML file' }],
  options: {
    certificate: text('--certificate <file>', 'check this certificate instead; asks no server'),
    publicKey: text(
      '--public-key <file>',
      'the key that is trusted, in PEM (default: that of migrate.signing_key)',
    ),
  },
  examples: [
    { command: 'aether migrate verify aethermart', does: 'compare every value; shows the first differences' },
    {
      command: 'aether migrate verify --certificate aethermart-r1.json --public-key dba.pem',
      does: 'whether it is as it was signed, and by whom',
    },
  ],
  effects: {
    reads: 'the tables and the documents of the newest run, each as the account "reader"',
    writes: 'a certificate in .aether/certificates, if nothing differs',
  },
  answerNo: 'documents and tables differ, or the certificate is not valid',
  async run({ args: [mapping], options }, context) {
    const { renderCertificate, renderVerify } = await import('../lib/migrate/report/render-verify.ts');
    if (options.certificate !== undefined) {
      const { checkCertificate } = await import('../lib/migrate/certificate/check-certificate.ts');
      const checked = await checkCertificate(context, options.certificate, options.publicKey);
      const exitCode = ({ valid: 0, invalid: 1, unknown: 2 } as const)[checked.verdict];
      return { data: checked, text: (view) => renderCertificate(checked, view), exitCode };
    }
    if (mapping === undefined)
      throw new AetherError('USAGE', 'neither a mapping nor a certificate is named', {
        hint: 'aether migrate verify aethermart, or aether migrate verify --certificate FILE',
      });
    const { verifyMigration } = await import('../lib/migrate/verify/verify-migration.ts');
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
