import { toAetherError } from '../../../core/errors.ts';
import type { Environment } from '../../../infra/config/environment-schema.ts';
import { hostsWith, MARIADB_ROLES } from '../../../infra/config/hosts-with.ts';
import type { MariadbConnector } from '../../../infra/mariadb/connector.ts';

/** If the servers can have a vector index. */
export interface VectorSupport {
  readonly isThere: boolean;
  /** Why it is not, if it could be expected: some servers have it, or one could not be asked. */
  readonly reason: string | undefined;
}

/** The first release whose vector index searches without crashing (MDEV-37063) and survives a rollback (MDEV-37068). */
const FIRST = [11, 8, 3] as const;

/** @param version as VERSION() says it: `11.8.9-MariaDB-log` */
export function supportsVectors(version: string): boolean {
  const parts = /^(\d+)\.(\d+)\.(\d+)/.exec(version)?.slice(1).map(Number) ?? [];
  const place = FIRST.findIndex((part, index) => part !== parts[index]);
  return place < 0 || (parts[place] ?? 0) > (FIRST[place] ?? 0);
}

/**
 * Asks every MariaDB server: a column of type VECTOR stops replication to a server that does not know the type, so one that
 * cannot be asked counts as one without it.
 */
export async function readVectorSupport(
  connector: MariadbConnector,
  config: Pick<Environment, 'hosts'>,
): Promise<VectorSupport> {
  const hosts = hostsWith(config, MARIADB_ROLES);
  const answers = await Promise.all(
    (hosts.length === 0 ? [undefined] : hosts).map(async (host) => {
      try {
        await using connection = await connector.open(host === undefined ? {} : { host });
        const [row] = await connection.query<{ version: string }>('SELECT VERSION() AS version');
        const version = row?.version ?? '';
        const isFit = supportsVectors(version);
        return { isFit, isKnown: true, why: `${connection.endpoint.name} runs MariaDB ${version}` };
      } catch (thrown) {
        const { message, code } = toAetherError(thrown);
        if (code === 'INTERRUPTED' || code === 'BUG') throw thrown;
        return { isFit: false, isKnown: false, why: message };
      }
    }),
  );
  const without = answers.find(({ isFit }) => !isFit);
  if (without === undefined) return { isThere: true, reason: undefined };
  const isExpected = answers.some(({ isFit }) => isFit);
  const worst = answers.find(({ isKnown }) => !isKnown) ?? without;
  return { isThere: false, reason: isExpected ? worst.why : undefined };
}
