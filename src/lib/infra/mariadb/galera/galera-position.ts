import { NO_HISTORY } from './member-report.ts';

/** Where a member stands in the cluster's history. */
export interface GaleraPosition {
  readonly node: string;
  /** The history; differs between clusters that were founded apart. */
  readonly uuid: string;
  readonly seqno: bigint;
  /** As the server takes it: `uuid:seqno`, or `uuid:seqno,domain-server-number`. */
  readonly text: string;
}

const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';

/** The position in grastate.dat; undefined where the server did not stop cleanly or has no history. */
export function parseGrastate(node: string, text: string): GaleraPosition | undefined {
  const uuid = new RegExp(`^uuid:\\s+(${UUID})\\s*$`, 'm').exec(text)?.[1];
  const seqno = /^seqno:\s+(-?\d+)\s*$/m.exec(text)?.[1];
  return uuid === undefined || seqno === undefined
    ? undefined
    : position(node, uuid, seqno, `${uuid}:${seqno}`);
}

/** The position that `mariadbd --wsrep-recover` logged; undefined where InnoDB has none. */
export function parseRecovered(node: string, log: string): GaleraPosition | undefined {
  const match = new RegExp(`WSREP: Recovered position:\\s*((${UUID}):(-?\\d+)\\S*)`).exec(log);
  const [, text, uuid, seqno] = match ?? [];
  if (text === undefined || uuid === undefined || seqno === undefined) return undefined;
  return position(node, uuid, seqno, text);
}

/** The position that `galera_recovery` prints for the server's command line; undefined if it found none. */
export function parseStartPosition(node: string, text: string): GaleraPosition | undefined {
  const [, full, uuid, seqno] =
    new RegExp(`--wsrep_start_position=((${UUID}):(-?\\d+)\\S*)`).exec(text) ?? [];
  if (full === undefined || uuid === undefined || seqno === undefined) return undefined;
  return position(node, uuid, seqno, full);
}

/** The same file with the mark that lets this member found the cluster, or not. */
export function markFounder(grastate: string, mayFound: boolean): string {
  return grastate.replace(/^safe_to_bootstrap:.*$/m, `safe_to_bootstrap: ${mayFound ? 1 : 0}`);
}

function position(node: string, uuid: string, seqno: string, text: string): GaleraPosition | undefined {
  const number = BigInt(seqno);
  return uuid === NO_HISTORY || number < 0n ? undefined : { node, uuid, seqno: number, text };
}
