import { AetherError } from '../../core/errors.ts';
import { commandError, succeeded } from '../ssh/command/outcome.ts';
import type { SshHost } from '../ssh/host.ts';
import type { MariadbConnection } from './connection.ts';

/** What of a session can be done by the client on the server's own machine. */
export interface RemoteSession {
  query: MariadbConnection['query'];
  /** Statements without a result; they are sent by stdin, so they may hold secrets. */
  run(sql: string): Promise<void>;
}

const CLIENT = ['mariadb', '--batch', '--connect-timeout=10'] as const;

/** A session as root over the socket of a host, through SSH: no port of the server has to be in reach. */
export function remoteSession(host: Pick<SshHost, 'name' | 'exec'>, signal?: AbortSignal): RemoteSession {
  const send = async (sql: string): Promise<string> => {
    const result = await host.exec(CLIENT, {
      asRoot: true,
      stdin: `${sql}\n`,
      ...(signal === undefined ? {} : { signal }),
    });
    if (!succeeded(result)) throw commandError(host.name, 'the statement', result);
    return result.stdout;
  };
  return {
    query: async <Row extends object>(sql: string, values?: readonly unknown[]) => {
      if (values !== undefined) throw new AetherError('BUG', 'a remote session takes no values');
      return parseBatchOutput(await send(sql)) as Row[];
    },
    run: async (sql) => {
      await send(sql);
    },
  };
}

/** Reads what `mariadb --batch` prints: a line of names and one for each row, tabs between, the rest escaped. */
export function parseBatchOutput(text: string): Record<string, string | null>[] {
  const [head, ...lines] = text.split('\n').filter((line) => line !== '');
  if (head === undefined) return [];
  const names = head.split('\t');
  return lines.map((line) => {
    const cells = line.split('\t').map(unescape);
    return Object.fromEntries(names.map((name, index) => [name, cells[index] ?? null]));
  });
}

const ESCAPED: Readonly<Record<string, string>> = { n: '\n', t: '\t', '0': '\0', '\\': '\\' };

function unescape(cell: string): string | null {
  if (cell === 'NULL') return null;
  return cell.replaceAll(/\\([nt0\\])/g, (_, letter: string) => ESCAPED[letter] ?? letter);
}
