import type { AccountName } from '../../infra/mariadb/connector.ts';
import { lookAtEach } from '../look-at-hosts.ts';
import type { Check } from '../check.ts';

const USED_FOR: Readonly<Record<AccountName, string>> = {
  admin: 'aether check and all administration',
  migrator: 'aether schema apply',
  ingest: 'aether ingest',
  reader: 'reports',
};

/** Every account logs in on the writer, over TLS, with the server's certificate verified. */
export const check: Check = {
  name: 'accounts',
  run: async (context, { config }) => {
    const declared = (Object.keys(USED_FOR) as AccountName[]).filter(
      (name) => name in config.mariadb.accounts,
    );
    const missing = (Object.keys(USED_FOR) as AccountName[]).filter((name) => !declared.includes(name));
    const found = await lookAtEach(declared, async (account) => {
      const connector = await context.mariadb(account as AccountName);
      await using connection = await connector.open();
      const [row] = await connection.query<{ user: string }>('SELECT CURRENT_USER() AS user');
      return { host: connector.writer, status: 'ok', message: `${account} logs in as ${row?.user ?? '?'}` };
    });
    return [
      ...found.map((finding, index) =>
        // A login that fails is an answer, not a thing unknown.
        finding.status === 'unknown'
          ? {
              ...finding,
              host: null,
              status: 'fail' as const,
              message: `${declared[index]}: ${finding.message}`,
            }
          : finding,
      ),
      ...missing.map((account) => ({
        host: null,
        status: 'warn' as const,
        message: `mariadb.accounts.${account} is not declared; it is used for ${USED_FOR[account]}`,
      })),
    ];
  },
};
