import type { LintRule } from '../lint-rule.ts';

/** Views, routines and triggers run with its rights: whoever logs in as it has them all. */
export const rule: LintRule = {
  id: 'unlocked-definer',
  level: 'error',
  fault: 'owns views, routines and triggers, and somebody can log in as it',
  repair: 'ALTER USER … ACCOUNT LOCK',
  select: `
    SELECT 'mysql' AS db, CONCAT(User, '@', Host) AS object, 'not locked' AS detail
      FROM mysql.global_priv
     WHERE User IN ('aether_definer', 'aether_auditor') AND Host = 'localhost'
       AND COALESCE(JSON_VALUE(Priv, '$.account_locked'), '0') NOT IN ('1', 'true')`,
};
