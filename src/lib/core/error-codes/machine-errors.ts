import type { ErrorCodeEntry } from './error-code-entry.ts';

/** Errors of processes, the sandbox, SSH and the lab. */
export const MACHINE_ERRORS = {
  LOCKED: {
    meaning: 'Another aether is changing the same thing on this machine.',
    remedy:
      'Wait for it to end, or end the process that the message names; the lock of a dead process frees itself.',
    exitCode: 2,
  },
  HOST_LOCKED: {
    meaning: 'Another run is changing a host, or work that an earlier run started there has not ended.',
    remedy:
      'Wait for it to end, or end it. The lock of a run that died frees itself when the host has not heard of it for half a minute.',
    exitCode: 2,
  },
  HOST_LOCK_LOST: {
    meaning:
      'This run was not heard of for so long that another one took the lock of a host over; it stopped before its next step.',
    remedy: 'See what the other run does, then run the same command again.',
    exitCode: 2,
  },
  PROGRAM_FAILED: {
    meaning: 'A program that aether called could not be started or ended with an error.',
    remedy: 'Read its last lines in the message and in the run log.',
    exitCode: 2,
  },
  PORT_TAKEN: {
    meaning: 'A port that a local server needs is in use by another process.',
    remedy: 'End that process, or remove the sandbox with "aether sandbox down --purge" and create it again.',
    exitCode: 2,
  },
  SERVER_MISSING: {
    meaning: 'A program that the sandbox needs is not installed.',
    remedy: 'Run the apt-get line of the message, or name another installation with --basedir.',
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
    remedy: 'Read the error log that the message names; then run "aether sandbox up" again.',
    exitCode: 2,
  },
  SANDBOX_DAMAGED: {
    meaning: 'The sandbox cannot be repaired without losing data: its parts contradict each other.',
    remedy: 'Follow the hint of the message, or remove the sandbox with "aether sandbox down --purge".',
    exitCode: 2,
  },
  FAULT_REFUSED: {
    meaning:
      'A fault cannot be injected here: the server does not run, or this kind of environment cannot break it.',
    remedy: 'Follow the hint of the message; "aether failover-test --dry-run" shows what can be broken.',
    exitCode: 2,
  },
  FAULT_FAILED: {
    meaning: 'A fault was not injected, or what it broke is not healed.',
    remedy: 'Repair the local servers with "aether sandbox up", and see "aether cluster status".',
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
      'Wait some minutes (PerSourcePenalties, MaxStartups and fail2ban forget with time), then run the command again.',
    exitCode: 2,
  },
  SSH_HANDSHAKE_FAILED: {
    meaning: 'Client and server have no key exchange, cipher or MAC in common, or the answer is not SSH.',
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
      'The server is logged in to but opens no further session, or does not forward to the host that it leads to.',
    remedy: 'Check MaxSessions (at least 10) and, on a bastion, AllowTcpForwarding in sshd_config.',
    exitCode: 2,
  },
  SSH_COMMAND_FAILED: {
    meaning: 'A command on a host ended with another exit code than 0, or by a signal.',
    remedy: 'The message has the end of what the command wrote.',
    exitCode: 2,
  },
  SSH_OUTCOME_UNKNOWN: {
    meaning: 'The link to a host broke while a command was running; its outcome is unknown.',
    remedy: 'Run the same command again: it looks first at what is already done.',
    exitCode: 2,
  },
  SSH_UPLOAD_REFUSED: {
    meaning:
      'A file was not put in place: its content did not arrive whole, or the check of the new file failed. The old file is untouched.',
    remedy: 'The message has the output of the check.',
    exitCode: 2,
  },
  SSH_SUDO_REFUSED: {
    meaning: 'The user is not allowed to use sudo on a host, or its password is not the right one.',
    remedy: 'Allow it in sudoers (NOPASSWD), or set ssh.sudo_password.',
    exitCode: 2,
  },
  RECOVER_REFUSED: {
    meaning:
      'A recovery could lose acknowledged transactions or make a second cluster: a member is missing, or its data are. Nothing was changed.',
    remedy:
      'Bring the member that the message names within reach, or leave it out with --without as the hint says.',
    exitCode: 2,
  },
  RECOVER_FAILED: {
    meaning: 'A recovery did not end: a server did not stop, start or join, or positions could not be read.',
    remedy: 'Do what the hint says, then run the same command again: it continues from what it finds.',
    exitCode: 2,
  },
  PROVISION_IMPOSSIBLE: {
    meaning: 'The environment file does not describe machines that can be provisioned.',
    remedy: 'Add what the message names. To try it without machines, run "aether lab up".',
    exitCode: 78,
  },
  PROVISION_REFUSED: {
    meaning:
      'The hosts are in a state in which going on could lose data, make a second cluster or lock somebody out. Nothing was changed there.',
    remedy: 'Read what was found on which host, and decide; the hint says how.',
    exitCode: 2,
  },
  PROVISION_FAILED: {
    meaning:
      'A step on a host failed, or what it made could not be verified. The host was left there, the others went on.',
    remedy: 'Correct what the message names, then run the same command again: it continues where it stopped.',
    exitCode: 2,
  },
  LAB_UNSUPPORTED: {
    meaning:
      'A lab cannot run here: it needs root, programs that are not installed, or a kernel with cgroup v2 and overlays.',
    remedy: 'Run the suggested command.',
    exitCode: 2,
  },
  LAB_IMAGE_FAILED: {
    meaning: 'The image that all machines of a lab are made from could not be built.',
    remedy: 'The message has the output of mmdebstrap; most often the Debian mirror cannot be reached.',
    exitCode: 2,
  },
  LAB_NOT_UP: {
    meaning: 'The lab, or the machine of it that the command is about, does not run.',
    remedy: 'Start it with "aether lab up".',
    exitCode: 2,
  },
  LAB_DAMAGED: {
    meaning: 'The disks of a lab no longer match its image or its description.',
    remedy: 'Create the machines again with "aether lab up --fresh".',
    exitCode: 2,
  },
  LAB_HOST_FAILED: {
    meaning: 'A machine of the lab did not come up, or did not go down, in time.',
    remedy: 'Read its console with "aether lab logs HOST --console".',
    exitCode: 2,
  },
  LAB_FAULT_REFUSED: {
    meaning:
      'The fault does not apply to that machine: what it would break is not there, or already has this fault.',
    remedy: 'The message says what is missing, or which fault to heal first.',
    exitCode: 2,
  },
  LAB_FAULT_FAILED: {
    meaning: 'A fault could not be injected, or could not be healed.',
    remedy:
      'Run "aether lab heal"; if that fails, restart the machine with "aether lab down" and "aether lab up".',
    exitCode: 2,
  },
} as const satisfies Record<string, ErrorCodeEntry>;
