import { waitUntil, type Patience } from '../../process/wait-until.ts';
import { isDonor, type WsrepFacts } from './wsrep-facts.ts';

/** Another member whose process runs; `wsrep` is null if it does not answer. */
export interface Survivor {
  readonly member: string;
  readonly wsrep: WsrepFacts | null;
}

/**
 * `alone`: no other member runs. `listed`: the primary component still lists the member, or nobody can say.
 * `donating`: it does not, and one of its members still is a donor. `dropped`: neither. `no primary`: others answer,
 * and none of them may write.
 */
export type DropState =
  | { readonly kind: 'alone' | 'dropped' | 'no primary' }
  | { readonly kind: 'listed' | 'donating'; readonly by: readonly string[] };

/** Whether the others have dropped the member that clients reach at `address` (`address:port`). */
export function judgeDrop(address: string, survivors: readonly Survivor[]): DropState {
  if (survivors.length === 0) return { kind: 'alone' };
  const primary = survivors.filter(({ wsrep }) => wsrep?.clusterStatus === 'Primary');
  const those = (match: (wsrep: WsrepFacts) => boolean) =>
    primary.filter(({ wsrep }) => wsrep !== null && match(wsrep)).map(({ member }) => member);
  const listing = those(({ incomingAddresses }) => incomingAddresses.includes(address));
  if (listing.length > 0) return { kind: 'listed', by: listing };
  const donors = those(isDonor);
  if (donors.length > 0) return { kind: 'donating', by: donors };
  if (primary.length > 0) return { kind: 'dropped' };
  const silent = survivors.filter(({ wsrep }) => wsrep === null);
  return silent.length === 0
    ? { kind: 'no primary' }
    : { kind: 'listed', by: silent.map(({ member }) => member) };
}

export type Waiting = Extract<DropState, { readonly by: readonly string[] }>;

/**
 * Waits until the others have dropped a member that is down, and none of them is a donor.
 *
 * Started before it is dropped, it comes back as the member that it was, needs no state transfer, and logs the
 * cluster's transactions under wrong ids from then on, Synced and with equal rows (measured: 9 of 10 with 10.11.19 and
 * 11.8.9; 0 of 10 after this wait). If it died during its full copy, its donor notices only when it connects again,
 * 10 s after it has sent the position (wsrep_sst_mariabackup); a member started in between gets that old stream, and
 * refuses it: "Donor does not know my secret!".
 *
 * Ends with `listed` or `donating` at the deadline. `onWait` hears once of each of the two.
 */
export async function awaitDrop(
  address: string,
  ask: () => Promise<readonly Survivor[]>,
  patience: Patience & { readonly onWait: (waiting: Waiting) => void },
): Promise<DropState> {
  let state: DropState = { kind: 'alone' };
  const told = new Set<string>();
  const look = async () => {
    state = judgeDrop(address, await ask());
    if (state.kind !== 'listed' && state.kind !== 'donating') return state;
    if (!told.has(state.kind)) patience.onWait(state);
    told.add(state.kind);
    return undefined;
  };
  return (await waitUntil(look, patience)) ?? state;
}
