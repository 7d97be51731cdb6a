// Where things are on a host, as the packages of Debian and Ubuntu put them.
export {
  DATA_DIR,
  DROPPED_MARK,
  POSITION_FILE,
  SEED_DIRECTORY,
} from '../../infra/mariadb/galera/member-data.ts';
export const SOCKET = '/run/mysqld/mysqld.sock';
export const RUN_DIR = '/run/mysqld';
export const LOG_DIR = '/var/log/mysql';
/** The server refuses temporary tables in its data directory, and deletes those of others in a shared one. */
export const TMP_DIR = '/var/lib/mysql-tmp';
/** Option files are read in the order of their names, and the last value counts: Debian's own end with 60-galera. */
export const CONFIG_FILE = '/etc/mysql/mariadb.conf.d/zz-aether.cnf';
/** The last option file with which the server was healthy, until one with other settings has proved itself. */
export const PROVEN_CONFIG = '/etc/mysql/aether/zz-aether.cnf.proven';
/** The option file as it was when the server was started, with checksums for passwords. */
export const RUNNING_SETTINGS = '/run/mysqld/aether-settings.cnf';
/** Writes it. */
export const NOTE_SETTINGS = '/etc/aether/note-settings';
/** Shell: why a server did not start: the errors of its last start, or the last lines of its log if there are none. */
export const SAY_WHY = `awk '/Starting MariaDB/ { errors = 0 }
  /\\[ERROR\\]/ { error[errors++] = substr($0, 1, 240) }
  { last[NR % 6] = $0 }
  END {
    for (i = errors > 6 ? errors - 6 : 0; i < errors; i++) print error[i]
    if (errors == 0) for (i = 1; i <= 6; i++) print last[(NR + i) % 6]
  }' /var/log/mysql/error.log`;
export const TLS = {
  ca: '/etc/mysql/aether/ca.pem',
  certificate: '/etc/mysql/aether/server.pem',
  key: '/etc/mysql/aether/server-key.pem',
} as const;
export const GROUP_PORT = 4567;
export const IST_PORT = 4568;
export const SST_PORT = 4444;
/** On a host whose server was installed by somebody else, and taken over. */
export const ADOPTED_MARK = '/var/lib/aether/adopted';
/** In a data directory that is a copy which aether made; gone with it. */
export const SEEDED_MARK = '/var/lib/mysql/aether-seeded';
