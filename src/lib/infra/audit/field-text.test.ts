import { describe, expect, it } from 'vitest';
import type { AuditedColumn, AuditedTable } from './audited-table.ts';
import { columnText, encodeFields, keyText, rowHash } from './field-text.ts';
import { triggerBody, triggerStatement } from './trigger-text.ts';

const column = (name: string, more: Partial<AuditedColumn> = {}): AuditedColumn => ({
  name,
  isBinary: false,
  isPersonal: false,
  isKey: false,
  ...more,
});
const TABLE: AuditedTable = {
  name: 'piece',
  columns: [
    column('id', { isKey: true }),
    column('email', { isPersonal: true }),
    column("it's", { isBinary: true }),
  ],
  isPartitioned: false,
};

describe('fields of the audit', () => {
  it('have their length in bytes before them, and NULL a mark of its own', () => {
    expect(encodeFields(['abc', '', null, 'ü'])).toBe('V3:abcV0:N;V2:ü');
    expect(encodeFields(['V1:a'])).not.toBe(encodeFields(['a']));
  });

  it('make another hash with another salt', () => {
    expect(rowHash('s', ['1', null])).not.toBe(rowHash('t', ['1', null]));
  });

  it('are compared in SQL byte by byte, with spaces at the end, and bytes in hexadecimal digits', () => {
    expect(columnText(column('a'), 'NEW')).toBe('CONVERT(NEW.`a` USING utf8mb4) COLLATE utf8mb4_nopad_bin');
    expect(columnText(column('b', { isBinary: true }), 'OLD')).toContain('HEX(OLD.`b`)');
    expect(keyText(TABLE, 'r')).toBe(
      "CONCAT('[', JSON_QUOTE(CONVERT(r.`id` USING utf8mb4) COLLATE utf8mb4_nopad_bin), ']')",
    );
  });
});

describe('a trigger of the audit', () => {
  it('runs as the second definer, after the change, and writes to the database of the audit', () => {
    const text = triggerStatement('shop', TABLE, 'delete');
    expect(text).toMatch(
      /^CREATE OR REPLACE DEFINER = aether_auditor@localhost TRIGGER `piece_audit_after_delete` AFTER DELETE ON `piece` FOR EACH ROW BEGIN/,
    );
    expect(text).toContain('INSERT INTO `audit_shop`.`audit_record`');
    expect(text).not.toContain('@aether_bulk');
  });

  it('shows personal data as commitments alone', () => {
    const body = triggerBody('shop', TABLE, 'insert');
    expect(body).not.toMatch(/JSON_QUOTE\([^)]*`email`/);
    expect(body).toMatch(/sha256:/);
  });

  it('quotes what a name has in it', () => {
    expect(triggerBody('shop', TABLE, 'insert')).toContain(`,"it''s":`);
  });
});
