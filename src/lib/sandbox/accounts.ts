import { createHash } from 'node:crypto';
import { quoteText } from '../infra/mariadb/identifiers.ts';

/** The accounts that the environment file names. */
export const ENVIRONMENT_ACCOUNTS = ['admin', 'migrator', 'ingest', 'reader'] as const;

/** Those and the ones for the servers among themselves. */
export const ACCOUNT_KEYS = [...ENVIRONMENT_ACCOUNTS, 'backup', 'replication'] as const;

export type AccountKey = (typeof ACCOUNT_KEYS)[number];

interface Account {
  readonly user: string;
  readonly host: string;
  readonly requireTls: boolean;
  readonly grants: readonly string[];
}

/** Every database of aether, those that tests make included: the wildcard matches any name that begins so. */
const OUR_DATABASES = '`aether%`.*';

export const ACCOUNTS: Readonly<Record<AccountKey, Account>> = {
  admin: {
    user: 'aether_admin',
    host: '%',
    requireTls: true,
    grants: ['ALL PRIVILEGES ON *.* TO {account} WITH GRANT OPTION'],
  },
  migrator: {
    user: 'aether_migrator',
    host: '%',
    requireTls: true,
    // SET USER: objects with another definer. PROCESS: who holds the lock that an ALTER waits for.
    grants: [
      `ALL PRIVILEGES ON ${OUR_DATABASES} TO {account} WITH GRANT OPTION`,
      'SET USER, PROCESS ON *.* TO {account}',
    ],
  },
  ingest: {
    user: 'aether_ingest',
    host: '%',
    requireTls: true,
    // LOAD DATA LOCAL needs INSERT alone; FILE is only for files on the server. CREATE, DROP, ALTER and INDEX are for
    // staging tables and deferred indexes; MariaDB heeds one matching pattern only, so they cannot be for staging alone.
    // SHOW VIEW shows which tables a view writes to.
    grants: [
      `SELECT, INSERT, UPDATE, DELETE, EXECUTE, CREATE TEMPORARY TABLES, CREATE, DROP, ALTER, INDEX, SHOW VIEW ON ${OUR_DATABASES} TO {account}`,
    ],
  },
  reader: {
    user: 'aether_reader',
    host: '%',
    requireTls: true,
    grants: [`SELECT, SHOW VIEW ON ${OUR_DATABASES} TO {account}`],
  },
  // Only on the socket, where there is no network to protect.
  backup: {
    user: 'aether_backup',
    host: 'localhost',
    requireTls: false,
    grants: ['RELOAD, PROCESS, LOCK TABLES, BINLOG MONITOR, SLAVE MONITOR ON *.* TO {account}'],
  },
  replication: {
    user: 'aether_replication',
    host: '%',
    requireTls: true,
    grants: ['REPLICATION SLAVE ON *.* TO {account}'],
  },
};

/** Owns views, routines and triggers, which run with its rights; locked, so that nobody logs in as it. */
const DEFINER_SQL = [
  "CREATE USER IF NOT EXISTS aether_definer@localhost IDENTIFIED VIA mysql_native_password USING 'invalid' ACCOUNT LOCK;",
  `GRANT SELECT, INSERT, UPDATE, DELETE, EXECUTE, TRIGGER, CREATE TEMPORARY TABLES ON ${OUR_DATABASES} TO aether_definer@localhost;`,
];

/**
 * Makes the accounts, or gives existing ones these passwords; safe to run again. One statement a line, as the
 * server's bootstrap mode wants it, and with hashes, so that no password is written down a second time.
 */
export function accountsSql(passwords: Readonly<Record<AccountKey, string>>): string {
  // Bootstrap mode starts without grant tables, and cannot change them until they are loaded.
  const statements = ['FLUSH PRIVILEGES;'];
  for (const key of ACCOUNT_KEYS) {
    const { user, host, requireTls, grants } = ACCOUNTS[key];
    const account = `${user}@${quoteText(host)}`;
    const login = `IDENTIFIED VIA mysql_native_password USING ${quoteText(nativeHash(passwords[key]))}`;
    const rest = `${login} REQUIRE ${requireTls ? 'SSL' : 'NONE'};`;
    statements.push(`CREATE USER IF NOT EXISTS ${account} ${rest}`, `ALTER USER ${account} ${rest}`);
    for (const grant of grants) statements.push(`GRANT ${grant.replace('{account}', account)};`);
  }
  return [...statements, ...DEFINER_SQL, ''].join('\n');
}

/** Changes with every password and every right. */
export function accountsFingerprint(passwords: Readonly<Record<AccountKey, string>>): string {
  return createHash('sha256').update(accountsSql(passwords)).digest('hex');
}

/** What `mysql_native_password` stores: the hash of the hash. */
function nativeHash(password: string): string {
  const once = createHash('sha1').update(password).digest();
  return `*${createHash('sha1').update(once).digest('hex').toUpperCase()}`;
}
