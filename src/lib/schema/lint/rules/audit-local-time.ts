import { hasWords } from '../file-statement.ts';
import type { LintRule } from '../lint-rule.ts';

const LOCAL = ['NOW', 'SYSDATE', 'CURRENT_TIMESTAMP', 'LOCALTIME', 'LOCALTIMESTAMP'];

/** NOW() is the time of the session's zone: an hour of it comes twice each autumn, and any session may set its zone. */
export const rule: LintRule = {
  id: 'audit-local-time',
  level: 'error',
  fault: 'writes the local time of its session into the audit',
  repair: 'use UTC_TIMESTAMP(6)',
  inFile: ({ verb, name, lexemes }) => {
    const isCode = /^CREATE (?:FUNCTION|PROCEDURE|TRIGGER|EVENT)$/.test(verb);
    const isAudit = lexemes.some(({ text }) => /^`?audit_/i.test(text));
    const used = LOCAL.find((word) => hasWords(lexemes, word));
    return isCode && isAudit && used !== undefined ? [{ object: name, detail: used }] : [];
  },
  select: `
    SELECT db, object, detail FROM (
      SELECT routine_schema AS db, routine_name AS object, LOWER(routine_type) AS detail, routine_definition AS text
        FROM information_schema.routines WHERE routine_schema IN (:databases)
       UNION ALL
      SELECT trigger_schema, trigger_name, 'trigger', action_statement
        FROM information_schema.triggers WHERE trigger_schema IN (:databases)) AS code
     WHERE text NOT LIKE '%SET STATEMENT time_zone = ''+00:00'' FOR%' AND text REGEXP '(?i)\\\\baudit_'
       AND text REGEXP '(?i)\\\\b((NOW|SYSDATE)[[:space:]]*\\\\(|CURRENT_TIMESTAMP|LOCALTIME)'`,
};
