import { isIP } from 'node:net';
import { allowedPorts } from '../../infra/network/allowed-sources.ts';
import { isArmed, SEE_ARMED } from '../engine/armed.ts';
import { packetFilter } from '../files/packet-filter.ts';
import { parseFiles, seeFiles } from '../files/see-files.ts';
import { changeOfFiles, type WantedFile } from '../files/wanted-file.ts';
import { notHere, right, type Change, type StepSpec } from '../step-spec.ts';

const RULES = '/etc/aether/packet-filter.nft';
const UNIT = '/etc/systemd/system/aether-packet-filter.service';
/** The checksum of the rules as the kernel listed them when they were loaded. */
const LOADED = '/run/aether-packet-filter';

/** nftables.service empties the kernel of all tables when it starts, so ours are loaded after it, each time. */
const UNIT_TEXT = `# Written by aether.
[Unit]
Description=Packet filter of aether
After=nftables.service
PartOf=nftables.service
Before=network-pre.target
Wants=network-pre.target

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/usr/sbin/nft -f ${RULES}
ExecStartPost=/bin/sh -c 'nft --stateless list table inet aether | sha256sum >${LOADED}'
ExecStop=-/usr/sbin/nft delete table inet aether

[Install]
WantedBy=multi-user.target nftables.service
`;

const LOAD = `systemctl daemon-reload
systemctl --quiet enable aether-packet-filter.service
systemctl restart aether-packet-filter.service`;

const REVERT = `systemctl disable --now aether-packet-filter.service
nft delete table inet aether 2>/dev/null || :
rm -f ${RULES}`;

/** Only what the security groups allow reaches the host. */
export const step: StepSpec = {
  name: 'packet-filter',
  roles: 'all',
  needs: ['ssh-server'],
  subject: () => RULES,
  probe: () => `${seeFiles([RULES, UNIT])}
${SEE_ARMED}
echo "enabled $(systemctl is-enabled aether-packet-filter.service 2>/dev/null || :)"
echo "loaded $(cat ${LOADED} 2>/dev/null | cut -d' ' -f1)"
echo "in-force $(nft --stateless list table inet aether 2>/dev/null | sha256sum | cut -d' ' -f1)"
if command -v nft >/dev/null; then echo 'nft there'; fi`,
  judge: (seen, { name, environment }) => {
    if (environment.network === undefined) return notHere('the environment file has no section network');
    const named = Object.entries(environment.hosts).find(([, { address }]) => isIP(address) === 0);
    if (named !== undefined) return notHere(`${named[0]} is known by a name, and packets have addresses`);
    const content = packetFilter(allowedPorts(environment, name));
    const files: WantedFile[] = [
      { path: RULES, content, mode: '644', owner: 'root:root', check: 'nft --check -f' },
      { path: UNIT, content: UNIT_TEXT, mode: '644', owner: 'root:root' },
    ];
    const install = seen.includes('nft there') ? '' : 'install_packages nftables';
    const change = changeOfFiles(parseFiles(seen), files, { before: install, after: LOAD, revert: REVERT });
    return change ?? judgeLoaded(seen);
  },
};

function judgeLoaded(seen: string) {
  const value = (word: string) => new RegExp(`^${word} (\\S+)$`, 'm').exec(seen)?.[1];
  const reload = (summary: string): Change => ({
    kind: 'change',
    action: 'change',
    summary,
    script: () => LOAD,
    revert: REVERT,
  });
  if (isArmed(seen, 'packet-filter')) return reload('prove that the host can be reached');
  if (value('enabled') !== 'enabled') return reload('load the rules at every boot');
  if (value('loaded') === undefined || value('loaded') !== value('in-force')) {
    return reload('load the rules again: the kernel has others');
  }
  return right('only what the security groups allow');
}
