import type { MariadbConnection } from '../../infra/mariadb/connection.ts';

/**
 * The columns and checks of a table, or the columns of a view, as one text that changes with them. Without keys and
 * partitions: indexes are dropped and built during a load, and neither decides what becomes of a value.
 */
export async function readDefinition(
  connection: MariadbConnection,
  database: string,
  table: string,
): Promise<string> {
  const place = [database, table];
  const columns = await connection.query(
    `SELECT column_name AS name, column_type AS type, collation_name AS collation, is_nullable AS nullable,
            column_default AS value, extra, generation_expression AS generated
       FROM information_schema.columns WHERE table_schema = ? AND table_name = ? ORDER BY ordinal_position`,
    place,
  );
  const checks = await connection.query(
    `SELECT constraint_name AS name, check_clause AS clause
       FROM information_schema.check_constraints WHERE constraint_schema = ? AND table_name = ? ORDER BY 1, 2`,
    place,
  );
  return JSON.stringify({ columns, checks });
}
