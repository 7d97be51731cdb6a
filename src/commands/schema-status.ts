import { migrationsOption } from '../lib/core/command-options.ts';
import { defineCommand } from '../lib/infra/define-command.ts';

export const command = defineCommand({
  words: ['schema', 'status'],
  group: 'Database',
  summary: 'Show the state of every migration, view, routine and trigger, and of the roles',
  options: { from: migrationsOption },
  examples: [
    { command: 'aether schema status', does: 'one line per migration' },
    { command: 'aether schema status --json', does: 'the same for a script' },
  ],
  effects: { reads: 'sql/, the ledger in <database>_meta, the grants of the roles' },
  answerNo: 'migrations, views, routines or triggers are pending, or a role differs',
  async run({ options }, context) {
    const { readSchemaPlan } = await import('../lib/schema/open-schema.ts');
    const { noteUnusedMigrations } = await import('../lib/schema/migrations-directory.ts');
    const { migrationStates, objectStates, renderObjects, renderStates } =
      await import('../lib/schema/render-schema.ts');
    const { readRoleStates } = await import('../lib/schema/roles/read-roles.ts');
    const { areRolesOff, renderRoles } = await import('../lib/schema/roles/render-role-states.ts');
    noteUnusedMigrations(context, options.from);
    const plan = await readSchemaPlan(context, options.from);
    const migrations = migrationStates(plan);
    const objects = objectStates(plan);
    const roles = await readRoleStates(context, options.from);
    const pending = [...migrations, ...objects].some(({ state }) => state !== 'applied');
    const rolesOff = areRolesOff(roles);
    return {
      data: { migrations, objects, roles },
      text: (view) =>
        [
          renderStates(migrations, view),
          ...(objects.length === 0 ? [] : [renderObjects(objects, view)]),
          renderRoles(roles, view),
        ].join('\n\n'),
      exitCode: pending || rolesOff ? 1 : 0,
      next: [...(pending ? ['aether schema apply'] : []), ...(rolesOff ? ['aether schema grant'] : [])],
    };
  },
});
