import { AetherError } from '../../core/errors.ts';
import { didYouMean } from '../../core/suggest.ts';
import type { FaultOptions } from '../../infra/fault/fault-kind.ts';
import type { FaultScripts } from './fault-records.ts';
import type { FaultScene } from './lab-fault-kind.ts';
import { ifNetworkUp, onNetwork } from './shell.ts';

/** The name of this end of the network in `--from`. */
const OPERATOR = 'operator';

/**
 * Rules on the lab's switch for the packets between a machine and others. They are outside of the machines, which
 * can neither see nor flush them. Each fault has a table of its own, so that healing is to delete it.
 */
export function packetRules(scene: FaultScene, options: FaultOptions, verdict: string): FaultScripts {
  const table = `bridge ${scene.id.replaceAll('-', '_')}`;
  const hooks = ['forward', 'input', 'output'];
  const ruleset = [
    `add table ${table}`,
    ...hooks.map((hook) => `add chain ${table} ${hook} { type filter hook ${hook} priority 0; }`),
    ...matches(scene, options).map(([hook, match]) => `add rule ${table} ${hook} ${match} ${verdict}`),
  ];
  return {
    inject: [onNetwork(scene, ['nft', ruleset.join('; ')])],
    // Adding first makes deleting succeed where there is none.
    heal: [ifNetworkUp(scene, [onNetwork(scene, ['nft', `add table ${table}; delete table ${table}`])])],
  };
}

type Match = readonly ['forward' | 'input' | 'output', string];

function matches(scene: FaultScene, { from, direction = 'both' }: FaultOptions): Match[] {
  const host = port(scene.host.name);
  const incoming: Match[] = [];
  const outgoing: Match[] = [];
  for (const peer of from ?? [undefined]) {
    checkPeer(scene, peer);
    if (peer !== OPERATOR) {
      incoming.push(['forward', `${peer === undefined ? '' : `iifname ${port(peer)} `}oifname ${host}`]);
      outgoing.push(['forward', `iifname ${host}${peer === undefined ? '' : ` oifname ${port(peer)}`}`]);
    }
    if (peer === OPERATOR || peer === undefined) {
      incoming.push(['output', `oifname ${host}`]);
      outgoing.push(['input', `iifname ${host}`]);
    }
  }
  return [...(direction === 'out' ? [] : incoming), ...(direction === 'in' ? [] : outgoing)];
}

/** The port of the switch that a machine is plugged into, as systemd-nspawn names it. */
function port(host: string): string {
  return `vb-${host}`;
}

function checkPeer({ host, hosts }: FaultScene, peer: string | undefined): void {
  if (peer === undefined) return;
  if (peer === host.name) throw new AetherError('USAGE', `${peer} cannot be cut off from itself`);
  const names = [...hosts.map(({ name }) => name), OPERATOR];
  if (names.includes(peer)) return;
  throw new AetherError('USAGE', `the lab has no host "${peer}"${didYouMean(peer, names)}`, {
    hint: `use one or more of ${names.filter((name) => name !== host.name).join(', ')}`,
  });
}
