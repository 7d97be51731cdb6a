import { allowedPorts, packetAddresses } from '../../infra/network/allowed-sources.ts';
import { isArmed, SEE_ARMED } from '../engine/armed.ts';
import { packetFilter } from '../files/packet-filter.ts';
import { parseFiles, seeFiles } from '../files/see-files.ts';
import { changeOfFiles, type WantedFile } from '../files/wanted-file.ts';
import { notHere, right, type StepSpec, type Target } from '../step-spec.ts';

const RULES = '/etc/aether/packet-filter.nft';
const SERVICE = 'aether-packet-filter.service';
const UNIT = `/etc/systemd/system/${SERVICE}`;
/** The checksums of the file that was loaded, and of the table as the kernel listed it then. */
const LOADED = '/run/aether-packet-filter';
const RECORD = `/bin/sh -c '{ cat ${RULES} | sha256sum; nft --stateless list table inet aether | sha256sum; } >${LOADED}'`;

/**
 * nftables.service empties the kernel of all tables when it starts or reloads, so ours are loaded after it, each time. While
 * it runs, a new file takes the place of the old one in one transaction: that is a reload.
 */
const UNIT_TEXT = `# Written by aether.
[Unit]
Description=Packet filter of aether
After=nftables.service
PartOf=nftables.service
ReloadPropagatedFrom=nftables.service
Before=network-pre.target
Wants=network-pre.target

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/usr/sbin/nft -f ${RULES}
ExecStartPost=${RECORD}
ExecReload=/usr/sbin/nft -f ${RULES}
ExecReload=${RECORD}
ExecStop=-/usr/sbin/nft delete table inet aether

[Install]
WantedBy=multi-user.target nftables.service
`;

const LOAD = `systemctl daemon-reload
systemctl --quiet enable ${SERVICE}
systemctl reload-or-restart ${SERVICE}`;

const OPEN = `systemctl --no-block disable --now ${SERVICE}
nft delete table inet aether 2>/dev/null || :
rm -f ${RULES}`;

/** The links that `systemctl enable` makes; to look for them starts no process. */
const WANTS = (unit: string) => `/etc/systemd/system/${unit}.wants/${SERVICE}`;

/** A killed run has loaded the rules, and lacks the login. */
const UNPROVEN = 'prove that the host can be reached';

/** Only what the security groups allow reaches the host. */
export const step: StepSpec = {
  name: 'packet-filter',
  roles: 'all',
  needs: ['ssh-server'],
  subject: () => RULES,
  probe: () => `${seeFiles([RULES, UNIT])}
${SEE_ARMED}
if [ -L ${WANTS('multi-user.target')} ] && [ -L ${WANTS('nftables.service')} ]; then echo 'enabled enabled'; fi
sed -n 's/ .*//; 1s/^/loaded-file /p; 2s/^/loaded-table /p' ${LOADED} 2>/dev/null || :
now=$(sha256sum 2>/dev/null <${RULES} || :)
echo "file-now \${now%% *}"
if command -v nft >/dev/null; then
  echo 'nft there'
  now=$(nft --stateless list table inet aether 2>/dev/null | sha256sum)
  echo "table-now \${now%% *}"
  nft list tables | sed 's/^table /other /' | grep -v '^other inet aether$' || :
fi`,
  judge: (seen, target) => {
    const reason = whyNot(target);
    if (reason !== undefined) return notHere(reason);
    const files: WantedFile[] = [
      {
        path: RULES,
        content: packetFilter(allowedPorts(target.environment, target.name)),
        mode: '644',
        owner: 'root:root',
        check: 'nft --check -f',
      },
      { path: UNIT, content: UNIT_TEXT, mode: '644', owner: 'root:root' },
    ];
    const install = seen.includes('nft there') ? '' : 'install_packages nftables';
    const revert = revertFrom(seen);
    const change = changeOfFiles(parseFiles(seen), files, { before: install, after: LOAD, revert });
    if (change !== undefined) return change;
    const problem = problemOf(seen);
    if (problem === undefined) return right(describeTables(seen));
    const proof = problem === UNPROVEN ? { isProofOnly: true as const } : {};
    return { kind: 'change', action: 'change', summary: problem, script: () => LOAD, revert, ...proof };
  },
};

function whyNot({ environment }: Target): string | undefined {
  if (environment.network === undefined) return 'the environment file has no section network';
  const named = Object.entries(environment.hosts).find(([, host]) => packetAddresses(host).length === 0);
  if (named === undefined) return undefined;
  return `${named[0]} is known by a name, and packets have addresses: add other_addresses`;
}

/** What the kernel has is what was loaded, and that is the file on disk. */
function isInForce(seen: string): boolean {
  const [loadedFile, loadedTable] = [valueOf(seen, 'loaded-file'), valueOf(seen, 'loaded-table')];
  if (loadedFile === undefined || loadedTable === undefined) return false;
  return loadedFile === valueOf(seen, 'file-now') && loadedTable === valueOf(seen, 'table-now');
}

function problemOf(seen: string): string | undefined {
  if (valueOf(seen, 'enabled') !== 'enabled') return 'load the rules at every boot';
  if (!isInForce(seen)) return 'load the rules again: the kernel has others';
  return isArmed(seen, 'packet-filter') ? UNPROVEN : undefined;
}

/** Back to the rules that were in force; a host without any, or with others in the kernel, is opened. */
function revertFrom(seen: string): string {
  const before = parseFiles(seen).find(({ path }) => path === RULES);
  if (before?.kind !== 'file' || !isInForce(seen)) return OPEN;
  // The function is not at hand when the host is reverted.
  const restore = `printf %s ${Buffer.from(before.content).toString('base64')} | base64 -d >${RULES}`;
  return `${restore}\nnft -f ${RULES}\nsystemctl --no-block reload-or-restart ${SERVICE}`;
}

/** Tables of others stay as they are: a packet has to pass them too. */
function describeTables(seen: string): string {
  const others = [...seen.matchAll(/^other (.+)$/gm)].map(([, name = '']) => name);
  const also = others.length === 0 ? '' : `; tables of others: ${others.join(', ')}`;
  return `only what the security groups allow${also}`;
}

function valueOf(seen: string, word: string): string | undefined {
  return new RegExp(`^${word} (\\S+)$`, 'm').exec(seen)?.[1];
}
