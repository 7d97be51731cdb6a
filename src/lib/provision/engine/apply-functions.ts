import { runAfter } from '../../infra/ssh/detached/run-after.ts';

/** Where a host keeps what aether did on it. */
export const AETHER_DIRECTORY = '/var/lib/aether';
export const JOURNAL = `${AETHER_DIRECTORY}/journal.ndjson`;
/** Runs all reverts, and journals that the steps are not done any more. */
const REVERT_ALL = `${AETHER_DIRECTORY}/revert-all`;

/** How long a change that could lock everybody out stays without a new login. */
export const REVERT_SECONDS = 180;
const REVERT_WAIT = 'aether-revert-wait';

/**
 * Shell functions for the scripts of steps.
 *
 *   put_file PATH MODE OWNER BASE64 [CHECK…]  replaces a file whole or not at all; CHECK is given the new file's path
 *   install_packages NAME=VERSION…            without starting what they bring; the lock of apt is waited for
 *   arm_revert STEP BASE64                    runs the script later and at the next boot, unless it is disarmed
 */
export const APPLY_FUNCTIONS = `
export DEBIAN_FRONTEND=noninteractive NEEDRESTART_MODE=l
put_file() {
  put_path=$1 put_mode=$2 put_owner=$3 put_content=$4
  shift 4
  put_directory=$(dirname -- "$put_path")
  mkdir -p -- "$put_directory"
  put_new=$put_directory/.$(basename -- "$put_path").aether-new
  (umask 077; printf %s "$put_content" | base64 -d >"$put_new")
  chown -- "$put_owner" "$put_new"
  chmod -- "$put_mode" "$put_new"
  if [ $# -gt 0 ] && ! "$@" "$put_new" >&2; then
    rm -f -- "$put_new"
    echo "the check of the new $put_path failed; the old file is untouched" >&2
    return 1
  fi
  sync -- "$put_new"
  [ ! -d "$put_path" ] || [ -L "$put_path" ] || { echo "$put_path is a directory" >&2; return 1; }
  mv -fT -- "$put_new" "$put_path"
  sync -- "$put_directory"
}
install_packages() {
  # Debian starts a server as soon as it is installed, before it is configured.
  if [ ! -e /usr/sbin/policy-rc.d ]; then
    printf '#!/bin/sh\\n# aether: no service starts while packages are installed\\nexit 101\\n' >/usr/sbin/policy-rc.d
    chmod 755 /usr/sbin/policy-rc.d
  fi
  apt-get -q -y -o DPkg::Lock::Timeout=300 -o Dpkg::Options::=--force-confold \\
    --no-install-recommends --allow-change-held-packages install "$@" >&2
  ! grep -q aether /usr/sbin/policy-rc.d || rm -f /usr/sbin/policy-rc.d
}
arm_revert() {
  mkdir -p ${AETHER_DIRECTORY}/revert
  # One that is still armed knows what was there first.
  [ -e ${AETHER_DIRECTORY}/revert/$1.sh ] || printf %s "$2" | base64 -d >${AETHER_DIRECTORY}/revert/$1.sh
  cat >${REVERT_ALL} <<'ALL'
for script in ${AETHER_DIRECTORY}/revert/*.sh; do
  [ -e "$script" ] || continue
  timeout 60 /bin/sh "$script" || :
  printf '{"time":"%s","run":null,"step":"%s","state":"reverted","exit_code":null}\\n' \\
    "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$(basename -- "$script" .sh)" >>${JOURNAL}
  rm -f "$script"
done
ALL
  cat >/etc/systemd/system/aether-revert.service <<'UNIT'
[Unit]
Description=Take back changes by aether that no login has confirmed
ConditionDirectoryNotEmpty=${AETHER_DIRECTORY}/revert
Before=ssh.service

[Service]
Type=oneshot
ExecStart=/bin/sh ${REVERT_ALL}

[Install]
WantedBy=multi-user.target
UNIT
  systemctl daemon-reload
  systemctl --quiet enable aether-revert.service
  systemctl stop ${REVERT_WAIT}.service 2>/dev/null || :
  ${runAfter(REVERT_WAIT, REVERT_SECONDS, 'systemctl start aether-revert.service')}
}
`;

/** Run after a new login has proved itself. */
export const DISARM_SCRIPT = `
rm -f ${AETHER_DIRECTORY}/revert/*.sh
systemctl stop ${REVERT_WAIT}.service 2>/dev/null || :
`;
