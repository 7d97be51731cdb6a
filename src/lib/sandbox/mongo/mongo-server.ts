import { join } from 'node:path';
import { nodeLayout, type SandboxLayout } from '../layout.ts';
import type { MongoState } from './mongo-state.ts';

/** The sandbox's one MongoDB server. */
export const MONGO_NODE = 'mongo1';

/** Its loopback address; the replica set knows itself by it. */
export const MONGO_ADDRESS = '127.0.0.1';

/** Enough for a sandbox; by default mongod takes half of the memory. */
const CACHE_GIB = 0.25;

export interface MongoFiles {
  /** Certificate and key in one file, as mongod wants them. */
  readonly pemFile: string;
  /** The secret that members of a replica set share; mongod asks for one if accounts are checked. */
  readonly keyFile: string;
}

export function mongoFiles(layout: SandboxLayout): MongoFiles {
  const { dir } = nodeLayout(layout, MONGO_NODE);
  return { pemFile: join(dir, 'server.pem'), keyFile: join(dir, 'replica-set.key') };
}

/** A stand-in calls its replica set by a name of its own. */
export function replicaSetName({ isStandIn }: Pick<MongoState, 'isStandIn'>): string {
  return isStandIn ? 'secantus' : 'sandbox';
}

/**
 * The command line of the server. `open` serves without asking for accounts, while those are made: on loopback, and
 * for a moment only.
 */
export function mongoArguments(
  layout: SandboxLayout,
  state: MongoState,
  { dataDir, open }: { readonly dataDir: string; readonly open: boolean },
): string[] {
  return state.isStandIn
    ? standInArguments(layout, state, dataDir, open)
    : mongodArguments(layout, state, dataDir, open);
}

function mongodArguments(layout: SandboxLayout, state: MongoState, dataDir: string, open: boolean): string[] {
  const { pemFile, keyFile } = mongoFiles(layout);
  return [
    ['--dbpath', dataDir, '--port', String(state.port), '--bind_ip', MONGO_ADDRESS],
    ['--replSet', replicaSetName(state), '--wiredTigerCacheSizeGB', String(CACHE_GIB)],
    ['--tlsMode', 'requireTLS', '--tlsCertificateKeyFile', pemFile, '--tlsCAFile', layout.tlsCa],
    ['--tlsAllowConnectionsWithoutCertificates', '--nounixsocket'],
    open ? [] : ['--auth', '--keyFile', keyFile],
  ].flat();
}

function standInArguments(
  layout: SandboxLayout,
  state: MongoState,
  dataDir: string,
  open: boolean,
): string[] {
  return [
    ['--storage-path', dataDir, '--port', String(state.port), '--host', MONGO_ADDRESS],
    // Without it, a kill loses writes that were acknowledged as in the journal.
    ['--sync-on-commit', '--cache-size', `${CACHE_GIB * 1024}M`],
    ['--tls-cert-file', layout.tlsCertificate, '--tls-key-file', layout.tlsKey],
    open ? [] : ['--auth'],
  ].flat();
}
