import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import type { MariadbConnector } from '../../infra/mariadb/connector.ts';

/** A session that is opened when it is first used, and can be replaced after its link was lost. */
export interface LoadSession {
  get(): Promise<MariadbConnection>;
  drop(): void;
}

/** A session that may send files to the server. */
export function createLoadSession(connector: MariadbConnector): LoadSession {
  let opened: Promise<MariadbConnection> | undefined;
  return {
    get: () => {
      opened ??= connector.open({ localInfile: true }).catch((thrown: unknown) => {
        opened = undefined;
        throw thrown;
      });
      return opened;
    },
    drop: () => {
      void opened?.then((connection) => connection.destroy()).catch(() => undefined);
      opened = undefined;
    },
  };
}
