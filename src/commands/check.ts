import { defineCommand } from '../lib/infra/define-command.ts';

export const command = defineCommand({
  words: ['check'],
  group: 'Set up',
  summary: 'Check the environment: file, reachability, accounts, versions, clocks, settings, cluster',
  options: {},
  examples: [
    { command: 'aether check', does: 'the environment in force' },
    { command: 'aether check --env production --json', does: 'another one, for a script' },
  ],
  effects: { reads: 'the environment file, every host over SSH, every MariaDB and MongoDB server' },
  answerNo: 'something failed or could not be looked at',
  async run(_input, context) {
    const { discoverChecks } = await import('../lib/check/discover-checks.ts');
    const { runChecks } = await import('../lib/check/run-checks.ts');
    const { isHealthy, renderFindings } = await import('../lib/check/render-findings.ts');
    const findings = await runChecks(context, await discoverChecks());
    return {
      data: {
        findings: findings.map(({ check, host, status, message, hint }) => ({
          check,
          host,
          status,
          message,
          hint: hint ?? null,
        })),
      },
      text: (view) => renderFindings(findings, view),
      exitCode: isHealthy(findings) ? 0 : 1,
    };
  },
});
