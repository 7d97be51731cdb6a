import { migrationsOption } from '../lib/core/command-options.ts';
import { defineCommand } from '../lib/infra/define-command.ts';

export const command = defineCommand({
  words: ['schema', 'roles'],
  group: 'Database',
  summary: 'Show who may do what: roles, accounts, and what differs from the table of roles',
  options: { from: migrationsOption },
  examples: [
    { command: 'aether schema roles', does: 'roles and accounts as a matrix' },
    {
      command: 'aether schema roles --json',
      does: 'every right by name, with the statements that repair a role',
    },
  ],
  effects: { reads: 'sql/, the grants of all accounts and roles on every member, as the account "admin"' },
  answerNo: 'a role is missing or differs, or a member of the cluster differs or does not answer',
  async run({ options }, context) {
    const { readRoleReport } = await import('../lib/schema/roles/read-role-report.ts');
    const { renderRoleReport } = await import('../lib/schema/roles/render-roles.ts');
    const report = await readRoleReport(context, options.from);
    const isRight = report.roles.every(({ state }) => state === 'applied');
    const isEqual = report.members.every(({ state }) => state === 'equal');
    return {
      data: {
        roles: report.roles,
        holders: report.holders.map(({ all: _all, ...holder }) => holder),
        members: report.members,
      },
      text: (view) => renderRoleReport(report, view),
      exitCode: isRight && isEqual ? 0 : 1,
      next: isRight ? [] : ['aether schema grant'],
    };
  },
});
