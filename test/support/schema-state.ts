import type { Pool, RowDataPacket } from 'mysql2/promise';

/** How the server defines everything in the databases of an environment, by kind and name. */
export async function describeSchema(admin: Pool, database: string): Promise<Record<string, string>> {
  const objects = await rowsOf(
    admin,
    `SELECT table_schema AS \`schema\`, table_name AS name, IF(table_type = 'VIEW', 'VIEW', IF(table_type = 'SEQUENCE', 'SEQUENCE', 'TABLE')) AS kind
       FROM information_schema.tables WHERE table_schema LIKE ?
     UNION ALL SELECT trigger_schema, trigger_name, 'TRIGGER' FROM information_schema.triggers WHERE trigger_schema LIKE ?
     UNION ALL SELECT routine_schema, routine_name, routine_type FROM information_schema.routines WHERE routine_schema LIKE ?
     UNION ALL SELECT event_schema, event_name, 'EVENT' FROM information_schema.events WHERE event_schema LIKE ?
     UNION ALL SELECT '', schema_name, 'DATABASE' FROM information_schema.schemata WHERE schema_name LIKE ?`,
    Array.from({ length: 5 }, () => `${database}%`),
  );
  const described: Record<string, string> = {};
  for (const { schema, name, kind } of objects) {
    const qualified = schema === '' ? `\`${name}\`` : `\`${schema}\`.\`${name}\``;
    const [row] = await rowsOf(admin, `SHOW CREATE ${kind} ${qualified}`);
    const { Created: _when, ...definition } = row!;
    described[`${kind} ${qualified}`] = JSON.stringify(definition).replaceAll(/ AUTO_INCREMENT=\d+/g, '');
  }
  return described;
}

/** What the schema's ledger says, without what differs from run to run. */
export async function readSchemaLedger(admin: Pool, database: string): Promise<unknown> {
  return {
    migrations: await rowsOf(
      admin,
      `SELECT version, name, checksum, statements, state FROM ${database}_meta.migration ORDER BY version`,
    ),
    steps: await rowsOf(
      admin,
      `SELECT version, step_no, checksum, kind, state, error FROM ${database}_meta.migration_step ORDER BY version, step_no`,
    ),
    repeatables: await rowsOf(
      admin,
      `SELECT database_key, type, name, checksum, state, definition, adopted FROM ${database}_meta.repeatable ORDER BY 1, 2, 3`,
    ),
    shapes: await rowsOf(
      admin,
      `SELECT version, SHA2(shape, 256) AS shape FROM ${database}_meta.recorded_shape ORDER BY version`,
    ),
  };
}

async function rowsOf(admin: Pool, sql: string, values: string[] = []): Promise<Record<string, string>[]> {
  const [rows] = await admin.query<RowDataPacket[]>(sql, values);
  return rows;
}
