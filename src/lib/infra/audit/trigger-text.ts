import { quoteName } from '../mariadb/identifiers.ts';
import { AUDIT_DEFINER, type AuditEvent, recordTable, triggerName } from './audit-database.ts';
import type { AuditedColumn, AuditedTable } from './audited-table.ts';
import { AUDIT_COLLATION, columnText, encodedField, encodeFields, keyText } from './field-text.ts';
import { RECORD_FIELDS } from './record-fields.ts';

const TEXT = `CHARACTER SET utf8mb4 COLLATE ${AUDIT_COLLATION}`;

/** CREATE OR REPLACE TRIGGER; run in the data database. `database` is the name of that. */
export function triggerStatement(database: string, table: AuditedTable, event: AuditEvent): string {
  return [
    `CREATE OR REPLACE DEFINER = ${AUDIT_DEFINER.user}@${AUDIT_DEFINER.from}`,
    `TRIGGER ${quoteName(triggerName(table.name, event))}`,
    `AFTER ${event.toUpperCase()} ON ${quoteName(table.name)} FOR EACH ROW ${triggerBody(database, table, event)}`,
  ].join(' ');
}

/** What the trigger does, as information_schema shows it. */
export function triggerBody(database: string, table: AuditedTable, event: AuditEvent): string {
  return [
    'BEGIN',
    `  DECLARE a_salt VARCHAR(32) ${TEXT} DEFAULT LOWER(HEX(RANDOM_BYTES(16)));`,
    `  DECLARE a_chain VARCHAR(255) ${TEXT} DEFAULT COALESCE(NULLIF(@@wsrep_node_name, ''), @@hostname);`,
    `  DECLARE a_actor VARCHAR(512) ${TEXT} DEFAULT USER();`,
    `  DECLARE a_claimed VARCHAR(255) ${TEXT} DEFAULT LEFT(@aether_actor, 255);`,
    `  DECLARE a_at, a_connection VARCHAR(32) ${TEXT};`,
    `  DECLARE a_key VARCHAR(700) ${TEXT};`,
    `  DECLARE a_changes LONGTEXT ${TEXT};`,
    `  DECLARE a_hash VARCHAR(64) ${TEXT} DEFAULT '';`,
    // The caller's zone would shift it; NOW() is what the caller says it is.
    `  SET STATEMENT time_zone = '+00:00' FOR SELECT SYSDATE(6), CONNECTION_ID() INTO a_at, a_connection;`,
    ...linesOf(database, table, event),
    'END',
  ].join('\n');
}

function linesOf(database: string, table: AuditedTable, event: AuditEvent): string[] {
  if (event === 'insert') return written(database, table, 'insert');
  if (event === 'delete') return written(database, table, 'delete');
  const keys = table.columns.filter(({ isKey }) => isKey);
  // A row with another key is another row.
  return [
    `  IF ${keys.map((column) => differs(column)).join(' OR ')} THEN`,
    ...written(database, table, 'delete').map(indented),
    ...written(database, table, 'insert').map(indented),
    '  ELSE',
    `    SET a_changes = CONCAT(${table.columns.map((column) => changeOf(column)).join(',\n      ')});`,
    `    IF a_changes IS NULL OR a_changes <> '' THEN`,
    `      SET a_changes = CONCAT('{', SUBSTR(a_changes, 2), '}');`,
    ...recorded(database, table, 'update').map((line) => indented(indented(line))),
    '    END IF;',
    '  END IF;',
  ];
}

function written(database: string, table: AuditedTable, operation: 'insert' | 'delete'): string[] {
  const row = operation === 'insert' ? 'NEW' : 'OLD';
  const members = table.columns.map(
    (column) => `${literal(`,${JSON.stringify(column.name)}:`)}, ${valueOf(column, row)}`,
  );
  return [
    `  SET a_changes = CONCAT('{', SUBSTR(CONCAT(${members.join(',\n    ')}), 2), '}');`,
    ...recorded(database, table, operation),
  ];
}

/** The record itself: a value that cannot be computed is NULL, which the table refuses, and the change with it. */
function recorded(database: string, table: AuditedTable, operation: AuditEvent): string[] {
  const row = operation === 'delete' ? 'OLD' : 'NEW';
  const fields: Record<(typeof RECORD_FIELDS)[number], string> = {
    chain: 'a_chain',
    occurred_at: 'a_at',
    actor: 'a_actor',
    connection_id: 'a_connection',
    claimed_actor: 'a_claimed',
    table_name: literal(table.name),
    operation: literal(operation),
    row_key: 'a_key',
    changes: 'a_changes',
    row_hash: 'a_hash',
  };
  const values = RECORD_FIELDS.map((field) => fields[field]);
  const known = { table_name: table.name, operation };
  const hashed = RECORD_FIELDS.map((field) =>
    field in known
      ? literal(encodeFields([known[field as keyof typeof known]]))
      : encodedField(fields[field]),
  );
  return [
    `  SET a_key = ${keyText(table, row)};`,
    `  SET a_hash = ${operation === 'delete' ? "''" : hashOfRow(table)};`,
    `  INSERT INTO ${recordTable(database)} (${RECORD_FIELDS.join(', ')}, salt, record_hash)`,
    `  VALUES (${values.join(', ')}, a_salt,`,
    `    SHA2(CONCAT(${hashed.join(',\n      ')}), 256));`,
  ];
}

function hashOfRow({ columns }: AuditedTable): string {
  const fields = columns.map((column) => encodedField(columnText(column, 'NEW')));
  return `SHA2(CONCAT(${encodedField('a_salt')},\n    ${fields.join(',\n    ')}), 256)`;
}

function differs(column: AuditedColumn): string {
  return `NOT (${columnText(column, 'OLD')} <=> ${columnText(column, 'NEW')})`;
}

function changeOf(column: AuditedColumn): string {
  const name = literal(`,${JSON.stringify(column.name)}:[`);
  return `IF(${differs(column)}, CONCAT(${name}, ${valueOf(column, 'OLD')}, ',', ${valueOf(column, 'NEW')}, ']'), '')`;
}

/** A value in JSON; of personal data what it is compared with by whoever knows value and salt. */
function valueOf(column: AuditedColumn, row: 'OLD' | 'NEW'): string {
  const text = columnText(column, row);
  if (!column.isPersonal) return `IFNULL(JSON_QUOTE(${text}), 'null')`;
  const committed = [encodedField('a_salt'), literal(encodeFields([column.name])), encodedField(text)];
  return `CONCAT('"sha256:', SHA2(CONCAT(${committed.join(', ')}), 256), '"')`;
}

/** In the collation of everything else. A character set before it the server would take out of the text that it shows. */
function literal(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}' COLLATE ${AUDIT_COLLATION}`;
}

function indented(line: string): string {
  return `  ${line}`;
}
