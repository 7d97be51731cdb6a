import { migrationsOption } from '../lib/core/command-options.ts';
import { defineCommand } from '../lib/infra/define-command.ts';

export const command = defineCommand({
  words: ['schema', 'status'],
  group: 'Database',
  summary: 'Show what is pending, and what somebody has changed: tables, views, routines, triggers, roles',
  options: { from: migrationsOption },
  examples: [
    { command: 'aether schema status', does: 'what is applied, and a line for everything that is not' },
    { command: 'aether schema status --json', does: 'the same for a script' },
  ],
  effects: {
    reads: 'sql/, the ledger in <database>_meta, every table that a migration made, the grants of the roles',
  },
  answerNo: 'migrations, views, routines or triggers are pending, or a table or a role differs',
  async run({ options }, context) {
    const { readSchemaPlan } = await import('../lib/schema/open-schema.ts');
    const { noteUnusedMigrations } = await import('../lib/schema/migrations-directory.ts');
    const { migrationStates, objectStates, renderObjects, renderStates } =
      await import('../lib/schema/render-schema.ts');
    const { readRoleStates } = await import('../lib/schema/roles/read-roles.ts');
    const { areRolesOff, renderRoles } = await import('../lib/schema/roles/render-role-states.ts');
    const { readDrift } = await import('../lib/schema/shape/read-drift.ts');
    const { renderDrift } = await import('../lib/schema/shape/render-drift.ts');
    noteUnusedMigrations(context, options.from);
    const plan = await readSchemaPlan(context, options.from);
    const migrations = migrationStates(plan);
    const objects = objectStates(plan);
    const drift = await readDrift(context, plan);
    const roles = await readRoleStates(context, options.from);
    const pending =
      [...migrations, ...objects].some(({ state }) => state !== 'applied') || drift.state === 'unknown';
    const rolesOff = areRolesOff(roles);
    return {
      data: { migrations, objects, drift, roles },
      text: (view) =>
        [
          renderStates(migrations, view),
          ...(objects.length === 0 ? [] : [renderObjects(objects, view)]),
          renderDrift(drift, view),
          renderRoles(roles, view),
        ].join('\n\n'),
      exitCode: pending || rolesOff || drift.state === 'found' ? 1 : 0,
      next: [...(pending ? ['aether schema apply'] : []), ...(rolesOff ? ['aether schema grant'] : [])],
    };
  },
});
