import { ACCOUNT_KEYS, accountOf } from '../../infra/mariadb/accounts/account-table.ts';
import { quoteAccount } from '../../infra/mariadb/accounts/account-statements.ts';
import { DATA_PROBE } from '../../infra/mariadb/galera/member-data.ts';
import { ADOPTED_MARK, CONFIG_FILE, RUNNING_SETTINGS, SEEDED_MARK } from '../mariadb/places.ts';

/** The logins of the server, for `changedAccounts`. */
export const LOGINS_QUERY =
  "SELECT User, Host, IFNULL(JSON_VALUE(Priv, '$.authentication_string'), '') FROM mysql.global_priv";

const STATUS_QUERY =
  'SHOW GLOBAL STATUS WHERE Variable_name IN ' +
  "('wsrep_cluster_status', 'wsrep_cluster_state_uuid', 'wsrep_cluster_size', 'wsrep_local_state_comment'," +
  " 'wsrep_last_committed', 'wsrep_local_cached_downto', 'wsrep_local_recv_queue', 'wsrep_incoming_addresses', 'wsrep_ready')";

const VARIABLES_QUERY =
  'SHOW GLOBAL VARIABLES WHERE Variable_name IN ' +
  "('wsrep_on', 'wsrep_cluster_name', 'wsrep_gtid_domain_id', 'gtid_slave_pos', 'gtid_binlog_pos', 'read_only', 'version', 'tls_version', 'require_secure_transport')";

const REPLICA_QUERY = 'SHOW ALL SLAVES STATUS';

/** Prints in which state a MariaDB server, its data directory and its cluster are. Starts and changes nothing. */
export function serverProbe(): string {
  const grants = ACCOUNT_KEYS.map((key) => {
    const account = accountOf(key);
    return `SELECT '@grants ${key}';\nSHOW GRANTS FOR ${quoteAccount(account)}`;
  });
  const sql = [
    "SELECT '@status'",
    STATUS_QUERY,
    "SELECT '@variables'",
    VARIABLES_QUERY,
    "SELECT '@replica'",
    REPLICA_QUERY,
    "SELECT '@logins'",
    LOGINS_QUERY,
    ...grants,
    '',
  ].join(';\n');
  return `
echo "unit $server_state"
case $known_packages in *"\${newline}installed mariadb-server "*) echo 'package installed' ;; esac
if [ -e ${ADOPTED_MARK} ] || grep -qs '"step":"mariadb-packages"' /var/lib/aether/journal.ndjson; then echo 'installed-by aether'; fi
if [ -e ${SEEDED_MARK} ]; then echo seeded; fi
config=$(sha256sum 2>/dev/null <${CONFIG_FILE} || :)
echo "config-on-disk \${config%% *}"
echo "settings-running $(base64 -w 0 ${RUNNING_SETTINGS} 2>/dev/null)"
${DATA_PROBE}
if [ "$server_state" = active ]; then
  # By stdin: --force goes on after an account that is not there, with -e it does not. Raw: a pattern has backslashes.
  mariadb --batch --raw --skip-column-names --force --connect-timeout=5 2>/dev/null <<'SQL' || :
${sql}
SQL
fi
echo '@end'`;
}
