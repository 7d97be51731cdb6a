import { AetherError } from '../../core/errors.ts';
import { parseFiles, seeFiles } from '../files/see-files.ts';
import { changeOfFiles } from '../files/wanted-file.ts';
import { isArmed, SEE_ARMED } from '../engine/armed.ts';
import { right, type HostView, type StepSpec } from '../step-spec.ts';
import { KEYS_DIRECTORY, wantedUsers } from '../users/wanted-users.ts';

/** sshd takes the first value that it reads, and reads the files of the directory in the order of their names. */
const PATH = '/etc/ssh/sshd_config.d/05-aether.conf';
const RELOAD = 'systemctl reload ssh.service';
/** At a boot sshd waits for the revert, so the revert does not wait for sshd. */
const RELOAD_LATER = 'systemctl --no-block reload-or-restart ssh.service';

/** Keys alone, root only if it is the user of the environment file; a bastion forwards to port 22 of the others. */
export const step: StepSpec = {
  name: 'ssh-server',
  roles: 'all',
  needs: ['hosts-file', 'users'],
  subject: () => PATH,
  probe: () => `${seeFiles([PATH])}\n${SEE_ARMED}\n${SEE_INVALID}`,
  judge: (text, view) => {
    requireValid(text, view.name);
    const seen = parseFiles(text);
    const file = {
      path: PATH,
      content: contentFor(view),
      mode: '644',
      owner: 'root:root',
      // The new file is not included yet, and sshd reads what -f names before all others.
      check: 'check_sshd',
    };
    const before = seen[0]?.kind === 'file' ? seen[0] : undefined;
    const back =
      before === undefined
        ? `rm -f ${PATH}`
        : `printf %s ${Buffer.from(before.content).toString('base64')} | base64 -d >${PATH}`;
    const revert = `${back}\n${RELOAD_LATER}`;
    const change = changeOfFiles(seen, [file], { before: CHECK_SSHD, after: RELOAD, revert });
    if (change !== undefined) return change;
    if (!isArmed(text, 'ssh-server')) return right(PATH);
    return {
      kind: 'change',
      action: 'change',
      summary: 'prove that the host can be reached',
      script: () => '',
      isProofOnly: true,
    };
  },
};

/** Prints what sshd cannot read; a warning is not an error. Where sshd is started on demand, its directory comes later. */
const SEE_INVALID = `said=$(sshd -t 2>&1) || printf '%s\\n' "$said" | grep -v 'privilege separation directory' | sed 's/^/invalid /'`;

/** With a file of somebody else that sshd cannot read, its next restart would lock everybody out. Our own is written again. */
function requireValid(text: string, host: string): void {
  const [, said] = /^invalid (.+)$/m.exec(text) ?? [];
  if (said === undefined || said.includes(PATH)) return;
  throw new AetherError(
    'PROVISION_REFUSED',
    `${host}: sshd cannot read its configuration: ${said}; nothing was changed`,
    { hint: `correct that file on ${host}, then run the same command again`, details: { host } },
  );
}

const CHECK_SSHD = `check_sshd() {
  mkdir -p /run/sshd
  { cat -- "$1"; grep -v '^Include' /etc/ssh/sshd_config; } >/run/sshd/aether-check
  sshd -t -f /run/sshd/aether-check
  code=$?
  rm -f /run/sshd/aether-check
  return $code
}`;

function contentFor(view: HostView): string {
  const { environment, host } = view;
  const people = wantedUsers(view).map(({ name }) => name);
  const user = environment.ssh?.user ?? '';
  const isBastion = host.roles.includes('bastion');
  const targets = Object.values(environment.hosts)
    .filter((other) => !other.roles.includes('bastion'))
    .map(
      (other) =>
        `${other.address.includes(':') ? `[${other.address}]` : other.address}:${other.ports.ssh ?? environment.ssh?.port ?? 22}`,
    );
  return `${[
    '# Written by aether.',
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
    `PermitRootLogin ${user === 'root' ? 'prohibit-password' : 'no'}`,
    'MaxAuthTries 4',
    'X11Forwarding no',
    'AllowAgentForwarding no',
    'AllowStreamLocalForwarding no',
    `AllowTcpForwarding ${isBastion ? 'local' : 'no'}`,
    ...(isBastion
      ? [`PermitOpen ${targets.length === 0 ? 'none' : targets.join(' ')}`, 'MaxStartups 50:30:100']
      : []),
    // Their keys alone, not what they write into their homes; then again for everybody, as other files follow.
    ...(people.length === 0
      ? []
      : [`Match User ${people.join(',')}`, `  AuthorizedKeysFile ${KEYS_DIRECTORY}/%u`, 'Match all']),
  ].join('\n')}\n`;
}
