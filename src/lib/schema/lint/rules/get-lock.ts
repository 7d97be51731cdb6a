import { hasWords } from '../file-statement.ts';
import type { LintRule } from '../lint-rule.ts';

/** GET_LOCK is of one member alone: on the others the same lock is free (MariaDB manual, Galera limitations). */
export const rule: LintRule = {
  id: 'get-lock',
  level: 'error',
  fault: 'relies on GET_LOCK, which the other members of a cluster do not see',
  repair: 'lock a row, or take a lease in a table',
  inFile: ({ verb, name, lexemes }) =>
    /^CREATE (?:FUNCTION|PROCEDURE|TRIGGER|EVENT)$/.test(verb) && hasWords(lexemes, 'GET_LOCK', '(')
      ? [{ object: name, detail: verb.slice('CREATE '.length).toLowerCase() }]
      : [],
  select: `
    SELECT routine_schema AS db, routine_name AS object, LOWER(routine_type) AS detail
      FROM information_schema.routines
     WHERE routine_schema IN (:databases) AND routine_definition REGEXP '(?i)\\\\bGET_LOCK[[:space:]]*\\\\('
     UNION ALL
    SELECT trigger_schema, trigger_name, 'trigger' FROM information_schema.triggers
     WHERE trigger_schema IN (:databases) AND action_statement REGEXP '(?i)\\\\bGET_LOCK[[:space:]]*\\\\('`,
};
