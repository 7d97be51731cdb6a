import { valueAfter } from '../file-statement.ts';
import type { LintRule } from '../lint-rule.ts';

/** Only InnoDB rolls back, and only InnoDB is replicated by Galera (MariaDB manual, Galera limitations). */
export const rule: LintRule = {
  id: 'other-engine',
  level: 'error',
  fault: 'is not an InnoDB table',
  repair: 'ALTER TABLE … ENGINE = InnoDB',
  inFile: ({ verb, name, lexemes, options }) => {
    const engine = verb.endsWith(' TABLE')
      ? valueAfter(verb === 'CREATE TABLE' ? options : lexemes, 'ENGINE')
      : undefined;
    return engine === undefined || engine.toLowerCase() === 'innodb'
      ? []
      : [{ object: name, detail: engine }];
  },
  select: `
    SELECT table_schema AS db, table_name AS object, engine AS detail
      FROM information_schema.tables
     WHERE table_schema IN (:databases) AND table_type IN ('BASE TABLE', 'SYSTEM VERSIONED') AND engine <> 'InnoDB'`,
};
