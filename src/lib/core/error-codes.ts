/** What a code means and the exit code it ends the process with; `docs/errors.md` is generated from this table. */
export interface ErrorCodeEntry {
  readonly meaning: string;
  readonly remedy: string;
  readonly exitCode: 2 | 64 | 78 | 130 | 143;
}

/** Every error that aether raises on purpose. Adding one here adds it to `docs/errors.md` (checked in CI). */
export const ERROR_CODES = {
  BUG: {
    meaning: 'aether itself failed in a way that nobody foresaw.',
    remedy: 'Run again with --debug and report the stack trace.',
    exitCode: 2,
  },
  INTERRUPTED: {
    meaning:
      'The run was ended by SIGINT (Ctrl-C) or SIGTERM; running SQL was killed and open work rolled back.',
    remedy: 'Type the same command again: finished work is not repeated.',
    exitCode: 130,
  },
  USAGE: {
    meaning: 'The command line is wrong: an unknown command or option, or a missing argument.',
    remedy: 'Add --help to see what the command takes.',
    exitCode: 64,
  },
  CONFIRMATION_REQUIRED: {
    meaning: 'The command changes something and nobody is there to ask.',
    remedy: 'Read the plan with --dry-run, then add --yes.',
    exitCode: 64,
  },
  DECLINED: {
    meaning: 'The question whether to go on was answered with no; nothing was changed.',
    remedy: 'Type the command again when you are ready.',
    exitCode: 2,
  },
  ENVIRONMENT_NOT_FOUND: {
    meaning:
      'There is no environment file: none was named, none lies in this directory or above it, and no sandbox runs.',
    remedy: 'Type "aether sandbox up" for a local server, or "aether init" to write an environment file.',
    exitCode: 78,
  },
  ENVIRONMENT_UNREADABLE: {
    meaning: 'The environment file cannot be read, is not UTF-8, or is no file at all.',
    remedy: 'Check the path that --env or AETHER_ENV gives, and the permissions of the file.',
    exitCode: 78,
  },
  ENVIRONMENT_INVALID: {
    meaning:
      'The environment file says something that it cannot mean; the message lists every problem with its place.',
    remedy: 'Correct the lines named. "aether init" writes a valid file to compare with.',
    exitCode: 78,
  },
  SECRET_UNAVAILABLE: {
    meaning:
      'A secret could not be read from the variable, the file or the command that the environment file names.',
    remedy: 'Set the variable, write the file or repair the command; or change the reference.',
    exitCode: 78,
  },
  FILE_EXISTS: {
    meaning: 'The file to write is there already; it was left as it is.',
    remedy: 'Name another file with --file, or add --force to replace it.',
    exitCode: 64,
  },
  OUTPUT_NOT_EMPTY: {
    meaning: 'The directory to write to holds files already; they were left as they are.',
    remedy: 'Name another directory with --out, or add --force to replace the files of a run before.',
    exitCode: 64,
  },
  FILE_UNWRITABLE: {
    meaning:
      'A file cannot be written: its directory is missing, the disk is full, or it is not ours to write.',
    remedy: 'Check the path and its permissions, or name another file.',
    exitCode: 2,
  },
  MARIADB_UNREACHABLE: {
    meaning:
      'No connection to a MariaDB server: nothing listens there, the name does not resolve, or the network drops it.',
    remedy: 'Check the address with "aether check"; for local servers type "aether sandbox up".',
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
    remedy: 'Type the same command again: it reads the ledger and goes on from there.',
    exitCode: 2,
  },
  MARIADB_NOT_READY: {
    meaning:
      'The server answers but does not take work: a Galera node outside the primary component or not yet synced.',
    remedy: 'Wait until the node is Synced, or see "aether sandbox status".',
    exitCode: 2,
  },
  MARIADB_QUERY_FAILED: {
    meaning: 'The server refused a statement.',
    remedy: 'The message holds the error number and text of the server.',
    exitCode: 2,
  },
  LEASE_HELD: {
    meaning: 'Another run holds the right to do this work alone.',
    remedy: 'Wait for it to end. A run that died loses its lease by itself after some seconds.',
    exitCode: 2,
  },
  LEASE_LOST: {
    meaning:
      'This run stood still for so long that another one took its lease over; it stopped before its next step.',
    remedy: 'See what the other run does, then type the same command again.',
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
      'The server refused a statement of a migration; the statements before it stay applied and are not repeated.',
    remedy: 'Correct the statement, then type "aether schema apply" again: it goes on from there.',
    exitCode: 2,
  },
  MIGRATION_UNCERTAIN: {
    meaning: 'An earlier run died inside a statement, and its objects do not tell whether it took effect.',
    remedy: 'Look at the objects, then say it: aether schema apply --resolve VERSION:STEP=done or =pending.',
    exitCode: 2,
  },
  SCHEMA_MISSING: {
    meaning: 'The database has not got the tables of aether yet.',
    remedy: 'Type "aether schema apply".',
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
    remedy: 'Check the transfer; an honest file without records has its header line.',
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
  STEP_FAILED: {
    meaning: 'A check or an upsert of the source failed in the server; its transaction was rolled back.',
    remedy: 'Correct the step in the source, then type the command again: staged records are still there.',
    exitCode: 2,
  },
  LOCKED: {
    meaning: 'Another aether is changing the same thing on this machine.',
    remedy:
      'Wait for it to end, or end the process that the message names; the lock of a dead process frees itself.',
    exitCode: 2,
  },
  PROGRAM_FAILED: {
    meaning: 'A program that aether called could not be started or ended with an error.',
    remedy: 'Read its last lines in the message and in the run log.',
    exitCode: 2,
  },
  PORT_TAKEN: {
    meaning: 'A port that a local server needs is in use by a process that is not ours.',
    remedy: 'End that process, or remove the sandbox with "aether sandbox down --purge" and make it anew.',
    exitCode: 2,
  },
  SERVER_MISSING: {
    meaning: 'A program that the sandbox needs is not installed.',
    remedy: 'Type the apt-get line of the message, or name another installation with --basedir.',
    exitCode: 2,
  },
  SERVER_VERSION: {
    meaning: 'The installed MariaDB is too old, or of another series than the data in the sandbox.',
    remedy:
      'Use the series of the message with --basedir, or remove the sandbox with "aether sandbox down --purge".',
    exitCode: 2,
  },
  SERVER_FAILED: {
    meaning: 'A local MariaDB server ended while it started, or did not become ready in time.',
    remedy: 'Read the error log that the message names; then type "aether sandbox up" again.',
    exitCode: 2,
  },
  SANDBOX_DAMAGED: {
    meaning: 'The sandbox cannot be mended without deciding what to lose: its parts contradict each other.',
    remedy: 'Follow the hint of the message, or remove the sandbox with "aether sandbox down --purge".',
    exitCode: 2,
  },
  SSH_UNREACHABLE: {
    meaning:
      'No SSH server answers: nothing listens there, the name does not resolve, or the network or the bastion is down.',
    remedy: 'Check the address and ssh.bastion with "aether check".',
    exitCode: 2,
  },
  SSH_DROPPED: {
    meaning:
      'The SSH server closed the connection before the login was over, as it does with addresses that failed to log in or opened too many connections.',
    remedy:
      'Wait some minutes (PerSourcePenalties, MaxStartups and fail2ban forget with time), then type the command again.',
    exitCode: 2,
  },
  SSH_HANDSHAKE_FAILED: {
    meaning: 'Client and server have no key exchange, cipher or MAC in common, or the answer is no SSH.',
    remedy:
      'Check the port, and the algorithm lists in sshd_config: OpenSSH of this decade works with its defaults.',
    exitCode: 2,
  },
  SSH_HOST_KEY_UNKNOWN: {
    meaning: 'Nothing is known about the host key that the server presents, so it was not trusted.',
    remedy:
      "Compare the fingerprint with the machine's console and add it to hosts.NAME.host_keys, or add the key to known_hosts.",
    exitCode: 2,
  },
  SSH_HOST_KEY_CHANGED: {
    meaning:
      'The server presents another host key than the one that is known for it: the machine was rebuilt, or it is not the machine.',
    remedy: "Find out which, by the machine's console; only then change known_hosts or host_keys.",
    exitCode: 2,
  },
  SSH_HOST_KEY_REVOKED: {
    meaning: 'The server presents a host key that known_hosts marks as revoked.',
    remedy: 'Do not log in. Give the machine a new host key.',
    exitCode: 2,
  },
  SSH_KNOWN_HOSTS_INVALID: {
    meaning: 'A line with a marker (@revoked, @cert-authority) in the known_hosts file cannot be read.',
    remedy: 'Correct the line that the message names; to skip a revocation would be to trust the key.',
    exitCode: 78,
  },
  SSH_IDENTITY_UNUSABLE: {
    meaning:
      'The private key of ssh.key cannot be used: missing, readable by others, of an unknown kind, or encrypted without passphrase or agent.',
    remedy: 'Check the file; for an encrypted key set ssh.passphrase or load it with ssh-add.',
    exitCode: 78,
  },
  SSH_AUTH_REFUSED: {
    meaning:
      'The server refuses the user or the key. It was asked once: repeating it would get this address blocked.',
    remedy: "Check ssh.user and ssh.key, and the user's authorized_keys on the host.",
    exitCode: 2,
  },
  SSH_CHANNEL_REFUSED: {
    meaning:
      'The server is logged in to but opens no further session, or does not forward to the host behind it.',
    remedy: 'Check MaxSessions (at least 10) and, on a bastion, AllowTcpForwarding in sshd_config.',
    exitCode: 2,
  },
  SSH_COMMAND_FAILED: {
    meaning: 'A command on a host ended with another exit code than 0, or by a signal.',
    remedy: 'The message has the end of what the command wrote.',
    exitCode: 2,
  },
  SSH_OUTCOME_UNKNOWN: {
    meaning: 'The link to a host broke while a command was running; whether it came to its end is not known.',
    remedy: 'Type the same command again: it looks first at what is already done.',
    exitCode: 2,
  },
  SSH_UPLOAD_REFUSED: {
    meaning:
      'A file was not put in place: its content did not arrive whole, or the check of the new file said no. The old file is untouched.',
    remedy: 'The message has what the check said.',
    exitCode: 2,
  },
  SSH_SUDO_REFUSED: {
    meaning: 'The user may not become root by sudo on a host, or its password is not the right one.',
    remedy: 'Allow it in sudoers (NOPASSWD), or set ssh.sudo_password.',
    exitCode: 2,
  },
  LAB_UNSUPPORTED: {
    meaning:
      'A lab cannot run here: it needs root, programs that are not installed, or a kernel with cgroup v2 and overlays.',
    remedy: 'Type the command of the hint.',
    exitCode: 2,
  },
  LAB_IMAGE_FAILED: {
    meaning: 'The image that all machines of a lab are made from could not be built.',
    remedy: 'The message has what mmdebstrap said; most often the Debian mirror cannot be reached.',
    exitCode: 2,
  },
  LAB_NOT_UP: {
    meaning: 'The lab, or the machine of it that the command is about, does not run.',
    remedy: 'Start it with "aether lab up".',
    exitCode: 2,
  },
  LAB_DAMAGED: {
    meaning: 'The disks of a lab do not fit its image or its description any more.',
    remedy: 'Make the machines anew with "aether lab up --fresh".',
    exitCode: 2,
  },
  LAB_HOST_FAILED: {
    meaning: 'A machine of the lab did not come up, or did not go down, in time.',
    remedy: 'Read its console with "aether lab logs HOST --console".',
    exitCode: 2,
  },
  LAB_FAULT_REFUSED: {
    meaning: 'The fault makes no sense on that machine: what it would break is not there.',
    remedy: 'The message says what is missing.',
    exitCode: 2,
  },
  LAB_FAULT_FAILED: {
    meaning: 'A fault could not be injected, or could not be healed.',
    remedy:
      'Type "aether lab heal"; a machine that is beyond it comes back with "aether lab down" and "aether lab up".',
    exitCode: 2,
  },
} as const satisfies Record<string, ErrorCodeEntry>;

export type ErrorCode = keyof typeof ERROR_CODES;
