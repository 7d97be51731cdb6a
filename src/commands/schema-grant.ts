import { dryRunOption, migrationsOption } from '../lib/core/command-options.ts';
import { planResult } from '../lib/core/plan-document.ts';
import { defineCommand } from '../lib/infra/define-command.ts';

export const command = defineCommand({
  words: ['schema', 'grant'],
  group: 'Database',
  summary:
    'Make the roles of the environment, and give and take rights until they are as the table of roles says',
  options: { from: migrationsOption, dryRun: dryRunOption },
  examples: [
    { command: 'aether schema grant', does: 'make roles, give them what they lack' },
    { command: 'aether schema grant --dry-run', does: "everybody's rights before and after" },
    {
      command: 'aether schema grant --env production --confirm production',
      does: 'also take away what somebody has given a role',
    },
  ],
  effects: {
    reads: 'sql/, the grants of all accounts and roles, as the account "admin"',
    writes: 'the roles <database>_owner, _migrator, _ingest, _app_rw, _app_ro, _analyst, _auditor and _ops',
  },
  answerNo: 'a member of the cluster has other roles, or does not answer',
  async run({ options }, context) {
    const { applyRoles, planAppliedRoles } = await import('../lib/schema/roles/apply-roles.ts');
    const { renderAppliedRoles } = await import('../lib/schema/roles/render-roles.ts');
    if (options.dryRun) return planResult(await planAppliedRoles(context, options.from));
    const applied = await applyRoles(context, options.from);
    return {
      data: {
        dry_run: false,
        statements_run: applied.statements,
        members: applied.members,
      },
      text: (view) => renderAppliedRoles(applied, view),
      exitCode: applied.members.every(({ state }) => state === 'equal') ? 0 : 1,
      next: applied.statements > 0 ? ['aether schema roles'] : [],
    };
  },
});
