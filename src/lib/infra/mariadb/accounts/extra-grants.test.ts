import { describe, expect, it } from 'vitest';
import { accountStatements, databasePattern } from './account-statements.ts';
import { ACCOUNT_KEYS, accountOf, type AccountKey } from './account-table.ts';
import { extraGrants, mayLogInPlain } from './extra-grants.ts';

const PATTERN = databasePattern('shop');
const extra = (key: AccountKey, ...lines: string[]) => extraGrants(key, lines, PATTERN);
const READER = 'TO `aether_reader`@`%`';

describe('what an account has beyond the table', () => {
  it.each(ACCOUNT_KEYS)('is nothing for %s as it is made', (key) => {
    const grants = accountStatements({ [key]: 'x' }, PATTERN).filter((line) => line.startsWith('GRANT '));
    const own = grants.filter((line) => line.includes(`'${accountOf(key).user}'@`));
    expect(extra(key, ...own.map((line) => line.replace(/;$/, '')))).toEqual([]);
  });

  it.each([
    [`GRANT FILE ON *.* ${READER} REQUIRE SSL`, ["REVOKE FILE ON *.* FROM 'aether_reader'@'%';"]],
    [
      `GRANT SELECT, INSERT, SHOW VIEW ON \`shop%\`.* ${READER} WITH GRANT OPTION`,
      [
        "REVOKE INSERT ON `shop%`.* FROM 'aether_reader'@'%';",
        "REVOKE GRANT OPTION ON `shop%`.* FROM 'aether_reader'@'%';",
      ],
    ],
    [`GRANT SELECT ON \`payroll\`.* ${READER}`, ["REVOKE SELECT ON `payroll`.* FROM 'aether_reader'@'%';"]],
    [
      `GRANT SELECT (\`name\`, \`pay\`) ON \`hr\`.\`staff\` ${READER}`,
      ["REVOKE SELECT (`name`, `pay`) ON `hr`.`staff` FROM 'aether_reader'@'%';"],
    ],
    [`GRANT ALL PRIVILEGES ON *.* ${READER}`, ["REVOKE ALL PRIVILEGES ON *.* FROM 'aether_reader'@'%';"]],
  ])('is revoked: %s', (line, statements) => expect(extra('reader', line)).toEqual(statements));

  it.each([
    `GRANT USAGE ON *.* ${READER} REQUIRE SSL`,
    `GRANT \`aether_reading\` ${READER}`,
    'SET DEFAULT ROLE `aether_reading` FOR `aether_reader`@`%`',
  ])('is not: %s', (line) => expect(extra('reader', line)).toEqual([]));

  it('is not ALL PRIVILEGES, as 10.11 writes it, where the table has all that a database knows', () => {
    const all = (user: string) =>
      `GRANT ALL PRIVILEGES ON \`shop%\`.* TO \`${user}\`@\`%\` WITH GRANT OPTION`;
    expect(extra('migrator', all('aether_migrator'))).toEqual([]);
    expect(extra('ingest', all('aether_ingest'))).toEqual([
      "REVOKE ALL PRIVILEGES ON `shop%`.* FROM 'aether_ingest'@'%';",
      "REVOKE GRANT OPTION ON `shop%`.* FROM 'aether_ingest'@'%';",
    ]);
  });

  it('knows the other name of a privilege', () =>
    expect(extra('monitor', 'GRANT PROCESS, REPLICATION CLIENT ON *.* TO `aether_monitor`@`%`')).toEqual([]));
});

it('a login over the network without TLS is found, one over the socket needs none', () => {
  expect(mayLogInPlain('reader', [`GRANT USAGE ON *.* ${READER}`])).toBe(true);
  expect(mayLogInPlain('reader', [`GRANT USAGE ON *.* ${READER} REQUIRE SSL`])).toBe(false);
  expect(
    mayLogInPlain('reader', [`GRANT \`shop_reading\` ${READER}`, `GRANT USAGE ON *.* ${READER} REQUIRE SSL`]),
  ).toBe(false);
  expect(mayLogInPlain('backup', ['GRANT RELOAD ON *.* TO `aether_backup`@`localhost`'])).toBe(false);
});
