import type { MongoIdentity } from '../infra/mongo/server-identity.ts';
import type { Finding } from './check.ts';

interface Wanted {
  /** `8.0` */
  readonly version: string;
  readonly replica_set?: string | undefined;
}

/** Compares a server with the section mongo of the environment file; `compatibility` is its feature compatibility version. */
export function judgeMongoServer(
  identity: MongoIdentity,
  compatibility: string,
  wanted: Wanted,
): Omit<Finding, 'host'> {
  const { label, version, replicaSet, isWritable } = identity;
  if (replicaSet === null) {
    return {
      status: 'fail',
      message: `${label} is a server on its own: it has neither transactions nor change streams`,
      hint: 'start mongod with --replSet NAME, run rs.initiate() there, and declare mongo.replica_set',
    };
  }
  if (wanted.replica_set !== replicaSet) {
    return {
      status: 'fail',
      message: `${label} is a member of the replica set "${replicaSet}", the environment file says ${wanted.replica_set === undefined ? 'none' : `"${wanted.replica_set}"`}`,
      hint: 'correct mongo.replica_set',
    };
  }
  const seen = `${label}, ${isWritable ? 'primary' : 'secondary'} of ${replicaSet}`;
  if (!version.startsWith(`${wanted.version}.`)) {
    return {
      status: 'warn',
      message: `${seen}: version ${version}, the environment file says ${wanted.version}`,
      hint: 'correct mongo.version, or upgrade the server',
    };
  }
  if (!version.startsWith(`${compatibility}.`)) {
    return {
      status: 'warn',
      message: `${seen}: feature compatibility version ${compatibility}`,
      hint: `once no downgrade is needed, set it: db.adminCommand({ setFeatureCompatibilityVersion: "${wanted.version}", confirm: true })`,
    };
  }
  if (identity.isStandIn) {
    const hint = 'good for trying things out; what works here is not proven for MongoDB';
    return { status: 'warn', message: seen, hint };
  }
  return { status: 'ok', message: seen };
}
