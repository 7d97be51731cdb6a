import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import type { MariadbConnector, OpenOptions } from '../../infra/mariadb/connector.ts';

/** Opens a session that writes rows as they are: a 0 for an AUTO_INCREMENT column is a 0, not the next number. */
export async function openRowSession(
  connector: MariadbConnector,
  options?: OpenOptions,
): Promise<MariadbConnection> {
  const connection = await connector.open(options);
  try {
    await connection.run("SET SESSION sql_mode = CONCAT(@@sql_mode, ',NO_AUTO_VALUE_ON_ZERO')");
    return connection;
  } catch (thrown) {
    connection.destroy();
    throw thrown;
  }
}
