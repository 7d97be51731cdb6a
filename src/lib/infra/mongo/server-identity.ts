import type { Document } from 'mongodb';
import type { MongoSession } from './client.ts';

/** What a server is, as it says itself. */
export interface MongoIdentity {
  /** `MongoDB 8.0.4`, `SecantusDB 0.5.3 (stand-in for MongoDB)`: how it is called wherever it is named. */
  readonly label: string;
  /** The version of MongoDB that it is, or that it imitates. */
  readonly version: string;
  /** Another product that speaks MongoDB's protocol: what it proves it does not prove for MongoDB. */
  readonly isStandIn: boolean;
  /** null for a server on its own. */
  readonly replicaSet: string | null;
  readonly isWritable: boolean;
}

/** Asks with buildInfo and hello, which need no role. */
export async function readIdentity(session: MongoSession): Promise<MongoIdentity> {
  return identityOf(await session.command({ buildInfo: 1 }), await session.command({ hello: 1 }));
}

/** Every known imitation has a field of its own in buildInfo. */
export function identityOf(buildInfo: Document, hello: Document): MongoIdentity {
  const version = String(buildInfo['version']);
  const standIn = standInName(buildInfo);
  return {
    label: standIn === undefined ? `MongoDB ${version}` : standInLabel(standIn),
    version,
    isStandIn: standIn !== undefined,
    replicaSet: typeof hello['setName'] === 'string' ? hello['setName'] : null,
    isWritable: hello['isWritablePrimary'] === true,
  };
}

/** `SecantusDB 0.5.3 (stand-in for MongoDB)`. */
export function standInLabel(nameAndVersion: string): string {
  return `${nameAndVersion} (stand-in for MongoDB)`;
}

function standInName(buildInfo: Document): string | undefined {
  const secantus: unknown = buildInfo['secantusVersion'];
  if (typeof secantus === 'string') return `SecantusDB ${secantus}`;
  const ferret = buildInfo['ferretdb'] as { version?: string } | string | undefined;
  if (ferret === undefined) return undefined;
  const version = typeof ferret === 'string' ? ferret : (ferret.version ?? '');
  return `FerretDB ${version}`.trim();
}
