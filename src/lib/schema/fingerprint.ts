import { createHash } from 'node:crypto';
import { quoteName, quoteQualified } from '../infra/mariadb/identifiers.ts';
import type { MariadbConnection } from '../infra/mariadb/connection.ts';
import { serverErrno } from '../infra/mariadb/driver-error.ts';
import type { SqlObject } from './script/classify-statement.ts';

/** What stands for an object that does not exist. */
const ABSENT = 'absent';

/** Unknown database, unknown table, no such table, procedure, trigger, sequence, event. */
const DOES_NOT_EXIST = new Set([1049, 1051, 1146, 1305, 1360, 1539, 4091]);

const SHOW: Readonly<Record<SqlObject['type'], string>> = {
  table: 'TABLE',
  // An index has no definition of its own: it is a part of its table's.
  index: 'TABLE',
  view: 'VIEW',
  trigger: 'TRIGGER',
  procedure: 'PROCEDURE',
  function: 'FUNCTION',
  sequence: 'SEQUENCE',
  event: 'EVENT',
  database: 'DATABASE',
};

/**
 * One line per object: its name and a hash of how the server defines it. DDL is atomic in MariaDB (10.6 and newer),
 * so an object whose fingerprint is still the one from before the statement was not touched by it.
 */
export async function fingerprintObjects(
  connection: MariadbConnection,
  objects: readonly SqlObject[],
): Promise<string> {
  const lines: string[] = [];
  for (const object of objects)
    lines.push(`${object.type} ${object.name} ${await fingerprint(connection, object)}`);
  return lines.join('\n');
}

async function fingerprint(connection: MariadbConnection, object: SqlObject): Promise<string> {
  const name = object.type === 'index' ? (object.on ?? object.name) : object.name;
  const qualified = object.schema === undefined ? quoteName(name) : quoteQualified(object.schema, name);
  try {
    const rows = await connection.query(`SHOW CREATE ${SHOW[object.type]} ${qualified}`);
    // The next AUTO_INCREMENT moves with every row and says nothing of the definition.
    const definition = JSON.stringify(rows).replaceAll(/ AUTO_INCREMENT=\d+/g, '');
    return createHash('sha256').update(definition).digest('hex').slice(0, 16);
  } catch (thrown) {
    if (DOES_NOT_EXIST.has(serverErrno(thrown) ?? 0)) return ABSENT;
    throw thrown;
  }
}

/** How an object changed between two fingerprints: all of them, none of them, or only some. */
export function compareFingerprints(before: string, after: string): 'all' | 'none' | 'some' {
  const beforeLines = before.split('\n');
  const afterLines = after.split('\n');
  const changed = beforeLines.filter((line, index) => line !== afterLines[index]).length;
  if (changed === 0) return 'none';
  return changed === beforeLines.length ? 'all' : 'some';
}
