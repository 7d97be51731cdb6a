import { AetherError } from '../../core/errors.ts';
import type { Databases } from '../../infra/config/databases.ts';
import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import type { RolePlan } from './plan-roles.ts';

const DEFINED = `
  SELECT definer, CONCAT('view ', table_schema, '.', table_name) AS object FROM information_schema.views
   WHERE table_schema IN (?, ?, ?, ?) AND security_type = 'DEFINER'
   UNION ALL
  SELECT definer, CONCAT(LOWER(routine_type), ' ', routine_schema, '.', routine_name) FROM information_schema.routines
   WHERE routine_schema IN (?, ?, ?, ?) AND security_type = 'DEFINER'
   UNION ALL
  SELECT definer, CONCAT('trigger ', trigger_schema, '.', trigger_name) FROM information_schema.triggers
   WHERE trigger_schema IN (?, ?, ?, ?)
   UNION ALL
  SELECT definer, CONCAT('event ', event_schema, '.', event_name) FROM information_schema.events
   WHERE event_schema IN (?, ?, ?, ?)`;

/** Throws RIGHTS_NEEDED if an object runs with the rights of a role that would lose some: a definer can be a role. */
export async function refuseDefiners(
  session: Pick<MariadbConnection, 'query'>,
  databases: Databases,
  plan: RolePlan,
): Promise<void> {
  const losing = new Set(plan.steps.flatMap(({ destructive, role }) => (destructive === true ? [role] : [])));
  if (losing.size === 0) return;
  const names = Object.values(databases);
  const rows = await session.query<{ definer: string; object: string }>(DEFINED, [
    ...names,
    ...names,
    ...names,
    ...names,
  ]);
  // The server writes a role as `name` or `name@`.
  const found = rows.find(({ definer }) => losing.has(definer.replace(/@$/, '')));
  if (found === undefined) return;
  const role = found.definer.replace(/@$/, '');
  throw new AetherError(
    'RIGHTS_NEEDED',
    `${found.object} runs with the rights of ${role}, which would lose some`,
    { hint: 'make it again with DEFINER = aether_definer@localhost' },
  );
}
