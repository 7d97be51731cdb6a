import type { LintRule } from '../lint-rule.ts';

/** An object runs with the rights of its definer, and stops working when that account goes (1449). */
export const rule: LintRule = {
  id: 'other-definer',
  level: 'error',
  fault: 'runs with the rights of another account than aether_definer@localhost',
  repair: 'make it again with DEFINER = aether_definer@localhost',
  select: `
    SELECT table_schema AS db, table_name AS object, CONCAT('view of ', definer) AS detail
      FROM information_schema.views
     WHERE table_schema IN (:databases) AND security_type = 'DEFINER' AND definer <> 'aether_definer@localhost'
     UNION ALL
    SELECT routine_schema, routine_name, CONCAT(LOWER(routine_type), ' of ', definer) FROM information_schema.routines
     WHERE routine_schema IN (:databases) AND security_type = 'DEFINER' AND definer <> 'aether_definer@localhost'
     UNION ALL
    SELECT trigger_schema, trigger_name, CONCAT('trigger of ', definer) FROM information_schema.triggers
     WHERE trigger_schema IN (:databases) AND definer <> 'aether_definer@localhost'
     UNION ALL
    SELECT event_schema, event_name, CONCAT('event of ', definer) FROM information_schema.events
     WHERE event_schema IN (:databases) AND definer <> 'aether_definer@localhost'`,
};
