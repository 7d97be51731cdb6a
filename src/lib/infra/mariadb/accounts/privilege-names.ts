/** Names that a server of one series or another prints for a privilege of the account table. */
const SYNONYMS: Readonly<Record<string, string>> = {
  'REPLICATION CLIENT': 'BINLOG MONITOR',
  'REPLICA MONITOR': 'SLAVE MONITOR',
  'REPLICATION REPLICA': 'REPLICATION SLAVE',
  'DELETE VERSIONING ROWS': 'DELETE HISTORY',
};

/** The name of a privilege in the account table, whatever the server calls it. */
export function privilegeName(printed: string): string {
  return SYNONYMS[printed] ?? printed;
}

/** Privileges on the server that let somebody become root, and how. */
const LIKE_ROOT: Readonly<Record<string, string>> = {
  'SET USER': 'it can make a procedure that runs as root',
  SUPER: 'it can change every setting of the server',
  'ALL PRIVILEGES': 'it may do everything',
  'CREATE USER': 'it can change the password of root',
  FILE: 'it can read and write files of the server',
};

/** Those of the privileges on `*.*` that are as good as root. */
export function rootPrivileges(onServer: readonly string[]): string[] {
  return onServer.filter((name) => name in LIKE_ROOT);
}

/** `SET USER: it can make a procedure that runs as root`; empty if none of them is as good as root. */
export function whyLikeRoot(onServer: readonly string[]): string {
  return rootPrivileges(onServer)
    .map((name) => `${name}: ${LIKE_ROOT[name] ?? ''}`)
    .join('; ');
}
