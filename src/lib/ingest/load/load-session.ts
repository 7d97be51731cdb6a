import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import type { MariadbConnector } from '../../infra/mariadb/connector.ts';
import { openRowSession } from '../target/row-session.ts';

/** A session that is opened when it is first used, and can be replaced after its link was lost. */
export interface LoadSession {
  get(): Promise<MariadbConnection>;
  drop(): void;
  /** Drops it for good: what is still at work on it cannot open another one. */
  end(): void;
}

/** A session that may send files to the server. */
export function createLoadSession(connector: MariadbConnector): LoadSession {
  let opened: Promise<MariadbConnection> | undefined;
  let isOver = false;
  const drop = () => {
    void opened?.then((connection) => connection.destroy()).catch(() => undefined);
    opened = undefined;
  };
  return {
    get: () => {
      if (isOver) return Promise.reject(new Error('this session has ended'));
      opened ??= openRowSession(connector, { localInfile: true }).catch((thrown: unknown) => {
        opened = undefined;
        throw thrown;
      });
      return opened;
    },
    drop,
    end: () => {
      isOver = true;
      drop();
    },
  };
}
