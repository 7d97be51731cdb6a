import { hasWords, plainName } from '../file-statement.ts';
import type { LintRule } from '../lint-rule.ts';

/** An object runs with the rights of its definer, and stops working when that account goes (1449). */
export const rule: LintRule = {
  id: 'other-definer',
  level: 'error',
  fault: 'runs with the rights of another account than aether_definer@localhost',
  repair: 'make it again with DEFINER = aether_definer@localhost',
  inFile: ({ verb, name, lexemes }) => {
    const kind = /^CREATE (VIEW|FUNCTION|PROCEDURE|TRIGGER|EVENT)$/.exec(verb)?.[1];
    if (kind === undefined || hasWords(lexemes, 'SQL', 'SECURITY', 'INVOKER')) return [];
    const at = lexemes.findIndex(({ word }) => word === 'DEFINER');
    const isOurs =
      at > 0 && plainName(lexemes[at + 2]) === 'aether_definer' && plainName(lexemes[at + 4]) === 'localhost';
    if (isOurs) return [];
    const of = lexemes[at + 1]?.text === '=' ? plainName(lexemes[at + 2]) : 'the account that applies it';
    return [{ object: name, detail: `${kind.toLowerCase()} of ${of}` }];
  },
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
       AND NOT (definer = 'aether_auditor@localhost' AND trigger_name LIKE '%\\\\_audit\\\\_after\\\\_%')
     UNION ALL
    SELECT event_schema, event_name, CONCAT('event of ', definer) FROM information_schema.events
     WHERE event_schema IN (:databases) AND definer <> 'aether_definer@localhost'`,
};
