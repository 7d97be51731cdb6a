import type { MariadbConnection } from '../infra/mariadb/connection.ts';

/** Opens a session as the administrator on this host. */
export type OpenAdmin = (host: string) => Promise<MariadbConnection>;
