import type { ErrorCodeEntry } from './error-code-entry.ts';

/** Errors of database servers, migrations and ingestion. */
export const DATA_ERRORS = {
  MARIADB_UNREACHABLE: {
    meaning: 'No connection to a MariaDB server: nothing listens there, or the network drops it.',
    remedy: 'Check the address, and that the server runs; for local servers run "aether sandbox up".',
    exitCode: 2,
  },
  MARIADB_ADDRESS_UNKNOWN: {
    meaning: 'The name of a MariaDB server does not resolve to an address.',
    remedy: 'Correct hosts.NAME.address in the environment file, or the name in the DNS.',
    exitCode: 2,
  },
  MARIADB_ACCESS_DENIED: {
    meaning: 'The server refuses the account, or the account lacks a privilege for this statement.',
    remedy: 'Check the account and its secret reference under mariadb.accounts, and its grants.',
    exitCode: 2,
  },
  MARIADB_TLS: {
    meaning: 'The TLS handshake with a MariaDB server failed, or its certificate is not the expected one.',
    remedy: 'Check mariadb.tls.ca, and that the certificate names the address in the environment file.',
    exitCode: 2,
  },
  MARIADB_CONNECTION_LOST: {
    meaning:
      'The connection to a MariaDB server broke while a statement was running; its outcome is not known yet.',
    remedy: 'Run the same command again: it reads the ledger and goes on from there.',
    exitCode: 2,
  },
  MARIADB_NOT_READY: {
    meaning:
      'The server answers but does not take work: a Galera node outside the primary component or not yet synced.',
    remedy: 'Wait until the node is Synced, or see "aether sandbox status".',
    exitCode: 2,
  },
  CLUSTER_UNHEALTHY: {
    meaning: 'A Galera cluster that has a fault already is not broken further.',
    remedy: 'See what is wrong with "aether cluster status", repair it, then run the same command again.',
    exitCode: 2,
  },
  MARIADB_READ_ONLY: {
    meaning: 'The server is read-only: it is a replica, or somebody has set read_only.',
    remedy: 'Write to the source of the replica, or find out why read_only is set before you switch it off.',
    exitCode: 2,
  },
  ARCHIVE_REFUSED: {
    meaning: 'A partition cannot be archived or restored without a risk for its rows; nothing was dropped.',
    remedy: 'The message says what is in the way, and the hint what to do about it.',
    exitCode: 2,
  },
  TABLE_IN_USE: {
    meaning: 'Open transactions hold a table for so long that its partitions cannot be changed.',
    remedy:
      'Wait until the transactions that the message names have ended, or end them; then run the same command again.',
    exitCode: 2,
  },
  MARIADB_DISK_FULL: {
    meaning: 'The server has no room to write: its disk is full, or a table has reached its limit.',
    remedy:
      'Make room in the data directory or the directory of temporary files, then run the command again.',
    exitCode: 2,
  },
  MARIADB_KILLED: {
    meaning: 'A running statement was ended on the server: a DBA or a monitor killed it (KILL QUERY).',
    remedy: 'Ask who ended it and why; then run the same command again: finished work is not repeated.',
    exitCode: 2,
  },
  MARIADB_QUERY_FAILED: {
    meaning: 'The server refused a statement.',
    remedy: 'The message holds the error number and text of the server.',
    exitCode: 2,
  },
  MONGO_UNREACHABLE: {
    meaning: 'No connection to a MongoDB server: nothing listens there, or the network drops it.',
    remedy: 'Check the address, and that the server runs; for a local one run "aether sandbox up --mongo".',
    exitCode: 2,
  },
  MONGO_ACCESS_DENIED: {
    meaning: 'The MongoDB server refuses the account, or the account lacks a role for this operation.',
    remedy: 'Check the account and its secret reference under mongo.accounts, and its roles.',
    exitCode: 2,
  },
  MONGO_TLS: {
    meaning: 'The TLS handshake with a MongoDB server failed, or its certificate is not the expected one.',
    remedy: 'Check mongo.tls.ca, and that the certificate names the address in the environment file.',
    exitCode: 2,
  },
  MONGO_CONNECTION_LOST: {
    meaning:
      'The connection to a MongoDB server broke while an operation was running; its outcome is unknown.',
    remedy: 'Run the same command again: it reads the ledger and continues from there.',
    exitCode: 2,
  },
  MONGO_NOT_READY: {
    meaning: 'The MongoDB server answers but does not take writes: it is not the primary, or it shuts down.',
    remedy: 'Wait until the replica set has a primary; "aether check" shows it.',
    exitCode: 2,
  },
  MONGO_TIMEOUT: {
    meaning: 'The MongoDB server ended an operation that took longer than its limit.',
    remedy: 'Look for what keeps the server busy, then run the same command again.',
    exitCode: 2,
  },
  MONGO_DISK_FULL: {
    meaning: 'The MongoDB server has no room to write.',
    remedy: 'Make room in its data directory, then run the same command again.',
    exitCode: 2,
  },
  MONGO_COMMAND_FAILED: {
    meaning: 'The MongoDB server refused an operation.',
    remedy: 'The message holds the error number and text of the server.',
    exitCode: 2,
  },
  MAPPING_NOT_FOUND: {
    meaning: 'There is no mapping of that name, or no file at that path.',
    remedy: 'Name one of the mappings that the hint lists, or the path of a YAML file.',
    exitCode: 78,
  },
  MAPPING_INVALID: {
    meaning:
      'A mapping is invalid, or what it asks of the tables would lose data: a type that a document cannot hold, personal data without a decision, a table without a key or index.',
    remedy: 'Correct the lines named; each message says what is possible instead.',
    exitCode: 78,
  },
  MIGRATE_VALUE_REFUSED: {
    meaning: 'A row cannot become a document without losing data, or is larger than MongoDB allows.',
    remedy: 'Correct the value in MariaDB, or leave its column out with omit.',
    exitCode: 2,
  },
  MIGRATE_REFUSED: {
    meaning: 'A migration cannot continue without overwriting what is not its own. Nothing was changed.',
    remedy: 'Read what was found, and decide; the hint says how.',
    exitCode: 2,
  },
  LEASE_HELD: {
    meaning: 'Another run holds the right to do this work alone.',
    remedy: 'Wait for it to end. A run that died loses its lease by itself after some seconds.',
    exitCode: 2,
  },
  LEASE_LOST: {
    meaning:
      'This run was stopped for so long that another one took its lease over; it stopped before its next step.',
    remedy: 'See what the other run does, then run the same command again.',
    exitCode: 2,
  },
  RIGHTS_NEEDED: {
    meaning: 'An account or an object lacks rights that it needs, or a plan would take them away.',
    remedy:
      'Follow the hint, grant them to the account itself, or give the object another definer; then run the command again.',
    exitCode: 2,
  },
  MIGRATION_INVALID: {
    meaning: 'A file in sql/migrations cannot be used: its name, its header or its SQL is wrong.',
    remedy: 'Correct the file at the place given; nothing was run.',
    exitCode: 2,
  },
  MIGRATION_CHANGED: {
    meaning: 'A migration, or a statement of it, was changed after it had been applied, or its file is gone.',
    remedy: 'Restore the file and write the change as a new migration.',
    exitCode: 2,
  },
  MIGRATION_FAILED: {
    meaning:
      'The server refused a statement of a migration; the statements before it stay applied and are not repeated. The message says if a part of it may have taken effect.',
    remedy: 'Correct the statement, then run "aether schema apply" again: it goes on from there.',
    exitCode: 2,
  },
  COLUMN_IN_USE: {
    meaning:
      'A pending migration drops or renames a column that a view, a trigger or a routine on the server names; the server would accept it, and everything that runs that object would fail.',
    remedy: 'Apply a version of the object first that does not name the column; nothing was run.',
    exitCode: 2,
  },
  MIGRATION_RUNNING: {
    meaning: 'The server still runs a statement of an earlier run that has ended.',
    remedy: 'Run the same command again when it has ended, or end it with KILL QUERY on that server.',
    exitCode: 2,
  },
  MIGRATION_UNCERTAIN: {
    meaning:
      'An earlier run died inside a statement, or the server refused it half-way, and its objects do not show whether it took effect.',
    remedy:
      'Look at the objects, then record the result: aether schema apply --resolve VERSION:STEP=done or =pending.',
    exitCode: 2,
  },
  SCHEMA_MISSING: {
    meaning: 'The database does not contain the tables of aether yet.',
    remedy: 'Run "aether schema apply".',
    exitCode: 2,
  },
  SOURCE_NOT_FOUND: {
    meaning: 'No source of this name: sources are YAML files in configs/sources.',
    remedy: 'Check the name, or give the path of a YAML file.',
    exitCode: 2,
  },
  SOURCE_INVALID: {
    meaning: 'The YAML file that describes a source is wrong; every problem is listed with its position.',
    remedy: 'Correct the file; configs/sources/olist.yaml is an example.',
    exitCode: 78,
  },
  INPUT_NOT_FOUND: {
    meaning: 'A file that the source names is not there.',
    remedy: 'Check --from, or declare the file optional in the source.',
    exitCode: 2,
  },
  INPUT_UNREADABLE: {
    meaning: 'An input cannot be read: a directory in place of a file, missing rights, or a read error.',
    remedy: 'Check the path and its rights; nothing was loaded from it.',
    exitCode: 2,
  },
  INPUT_EMPTY: {
    meaning: 'An input holds nothing, not even a header.',
    remedy: 'Check the transfer; a valid file without records still has a header line.',
    exitCode: 2,
  },
  INPUT_DAMAGED: {
    meaning: 'A compressed input ends too early or is damaged; nothing of it was kept.',
    remedy: 'Transfer the file again and check it with gzip -t.',
    exitCode: 2,
  },
  INPUT_FORMAT: {
    meaning: 'An input is not what the source describes: its encoding, its delimiter or its header differs.',
    remedy: 'Correct the source or the file; nothing was loaded from it.',
    exitCode: 2,
  },
  LOAD_REFUSED: {
    meaning: 'The server did not take a chunk as it was sent, and no single record of it is to blame.',
    remedy: 'The message holds what the server said; nothing of the chunk was kept.',
    exitCode: 2,
  },
  TARGET_CHANGES_VALUES: {
    meaning:
      'A column of a source does not fit the column of the table that it goes to: the table would store other values, or generates the column itself. Nothing was loaded.',
    remedy:
      'Declare the column with the type that the table has, leave it out, change the table, or load the file staged and convert it in a step. docs/decisions/0009-kept-values.md has every pair of types.',
    exitCode: 2,
  },
  DELIVERY_DIFFERS: {
    meaning:
      'A file that goes straight into a table has the name of an earlier one, and other rows than that one loaded: loading it would double them.',
    remedy:
      'Keep every record in its place when you correct a file. Else choose: --append, --replace, or same_name: new in the source.',
    exitCode: 2,
  },
  TARGET_CANNOT_ROLL_BACK: {
    meaning:
      'A table that a source writes to has an engine that does not roll back together with InnoDB, or is a sequence, or a view of unknown tables. Rows of a load that fails or is killed would stay in it, and be loaded twice.',
    remedy: 'Run the ALTER TABLE of the hint, or name another table in the source.',
    exitCode: 2,
  },
  STAGE_CHANGED: {
    meaning:
      'A staging table does not hold the records that the ledger counts: somebody else has written to it.',
    remedy: 'Run the command again: the file is loaded again.',
    exitCode: 2,
  },
  STEP_FAILED: {
    meaning: 'A check or an upsert of the source failed in the server; its transaction was rolled back.',
    remedy: 'Correct the step in the source, then run the command again: staged records are still there.',
    exitCode: 2,
  },
  SEARCH_RERANKER_INVALID: {
    meaning: 'A coefficients file of the search is not one, or was written by another version of aether.',
    remedy: 'Write it again with "aether search train", or take search.reranker out of the environment file.',
    exitCode: 78,
  },
  SEARCH_SYNONYMS_INVALID: {
    meaning: 'A file of synonyms of the search is not one.',
    remedy: 'Correct what the message names, or take search.synonyms out of the environment file.',
    exitCode: 78,
  },
  SEARCH_INDEX_MISSING: {
    meaning:
      'There is no search index of the catalogue, or one for another language or an earlier version of aether.',
    remedy: 'Run "aether search index". A search builds an index by itself only in the sandbox.',
    exitCode: 2,
  },
  EMBED_PROVIDER_FAILED: {
    meaning:
      'The provider of embeddings did not give the vectors: it was away for longer than limits.outage_tolerance, or it refuses the request.',
    remedy: 'Follow the hint, then run the command again: committed vectors are not paid again.',
    exitCode: 2,
  },
  EMBED_QUOTA_EXHAUSTED: {
    meaning: 'The quota of the day at the provider of embeddings is used up. What was embedded is committed.',
    remedy: 'Run the same command when the quota is free again: it continues with the next text.',
    exitCode: 2,
  },
  EMBED_ACCESS_DENIED: {
    meaning: 'The provider of embeddings refuses the key, or the key may not use this model.',
    remedy: 'Check embeddings.api_key in the environment file, and the account at the provider.',
    exitCode: 2,
  },
  EMBED_COST_LIMIT: {
    meaning:
      'Embedding costs more than allowed. Requests that were perhaps paid for nothing count too. What was embedded is committed.',
    remedy: 'Read "aether embed plan", then allow more with --max-cost or embeddings.max_cost.',
    exitCode: 2,
  },
  EMBED_PERSONAL_DATA: {
    meaning:
      'A text would go to a provider outside of this computer with a column of the table pii_column that the environment file does not allow.',
    remedy:
      'Leave the field out, use a provider on this computer, or name the column in embeddings.send_personal.',
    exitCode: 78,
  },
  EMBED_MODEL_CHANGED: {
    meaning:
      'The model gives other vectors than when its space was made, so new vectors cannot be compared with the stored ones. Nothing was embedded.',
    remedy: 'Check model and server; for a new model set embeddings.revision, which makes a new space.',
    exitCode: 2,
  },
  EMBED_NOT_READY: {
    meaning: 'A space of vectors did not pass the verification before a swap; the live one was not changed.',
    remedy: 'Run "aether embed run", or correct what the message names, then swap again.',
    exitCode: 2,
  },
  AUDIT_OFF: {
    meaning: 'The environment file has no section "audit", or the tables of the audit are not on the server.',
    remedy: 'Add audit.signing_key and audit.checkpoints, then run "aether schema apply".',
    exitCode: 78,
  },
  AUDIT_KEY_INVALID: {
    meaning: 'The file of audit.signing_key does not exist, or is not an Ed25519 key.',
    remedy:
      'Make one with "openssl genpkey -algorithm ed25519 -out FILE", off the database hosts, and keep a copy.',
    exitCode: 78,
  },
  AUDIT_CHECKPOINTS: {
    meaning:
      'A file of audit.checkpoints is missing, was changed, or is not signed by the key. Nothing was sealed.',
    remedy: 'Restore the files from a copy, then run "aether audit verify".',
    exitCode: 2,
  },
} as const satisfies Record<string, ErrorCodeEntry>;
