import { describe, expect, it } from 'vitest';
import { databasePattern } from './account-statements.ts';
import { ACCOUNT_TABLE, type Grant } from './account-table.ts';
import { missingGrants } from './missing-grants.ts';

const DATABASES = ['shop', 'shop_meta', 'shop_stage', 'shop_archive'] as const;
const ACCOUNT = "'anna'@'%'";
const READ: Grant = { privileges: ['SELECT', 'SHOW VIEW'], on: 'databases' };

const missing = (needed: readonly Grant[], ...lines: string[]) =>
  missingGrants(
    needed,
    ["GRANT USAGE ON *.* TO `anna`@`%` IDENTIFIED BY PASSWORD '*…' REQUIRE SSL", ...lines],
    { account: ACCOUNT, databases: DATABASES },
  );

describe('what an account lacks', () => {
  it('is named as the statement that gives it', () =>
    expect(missing([READ])).toEqual(["GRANT SELECT, SHOW VIEW ON `shop%`.* TO 'anna'@'%'"]));

  it.each([
    ['on a pattern', 'GRANT SELECT, SHOW VIEW ON `shop%`.* TO `anna`@`%`'],
    ['on a shorter pattern', 'GRANT SELECT, INSERT, SHOW VIEW ON `sh%`.* TO `anna`@`%`'],
    ['on the server', 'GRANT SELECT, SHOW VIEW ON *.* TO `anna`@`%`'],
    ['as ALL PRIVILEGES', 'GRANT ALL PRIVILEGES ON *.* TO `anna`@`%` WITH GRANT OPTION'],
    ['of a role', 'GRANT SELECT, SHOW VIEW ON `shop%`.* TO `reporting`'],
  ])('is nothing if it has it %s', (_where, line) => expect(missing([READ], line)).toEqual([]));

  it('is only what one database lacks', () =>
    expect(
      missing(
        [READ],
        ...DATABASES.map(
          (name) =>
            `GRANT SELECT${name === 'shop_meta' ? '' : ', SHOW VIEW'} ON \`${name}\`.* TO \`anna\`@\`%\``,
        ),
      ),
    ).toEqual(["GRANT SHOW VIEW ON `shop_meta`.* TO 'anna'@'%'"]));

  it('counts the most exact grant alone, as the server does', () =>
    expect(
      missing(
        [READ],
        'GRANT SELECT, SHOW VIEW ON `shop%`.* TO `anna`@`%`',
        'GRANT SELECT ON `shop\\_stage`.* TO `anna`@`%`',
      ),
    ).toEqual(["GRANT SHOW VIEW ON `shop\\_stage`.* TO 'anna'@'%'"]));

  it('counts the account and its role each by its most exact grant', () => {
    const lines = [
      'GRANT `shop_reading` TO `anna`@`%`',
      'GRANT SELECT, SHOW VIEW ON `shop%`.* TO `anna`@`%` WITH GRANT OPTION',
      'GRANT SELECT, SHOW VIEW ON `shop`.* TO `shop_reading`',
    ];
    expect(missing([{ ...READ, withGrantOption: true }], ...lines)).toEqual([]);
    expect(missing([{ privileges: ['INSERT'], on: 'databases' }], ...lines)).toEqual([
      "GRANT INSERT ON `shop%`.* TO 'anna'@'%'",
    ]);
  });

  it('includes what is given on single tables only', () =>
    expect(missing([READ], 'GRANT SELECT, SHOW VIEW ON `shop`.`orders` TO `anna`@`%`')).toHaveLength(1));

  it('includes the grant option', () =>
    expect(
      missing([{ ...READ, withGrantOption: true }], 'GRANT SELECT, SHOW VIEW ON `shop%`.* TO `anna`@`%`'),
    ).toEqual(["GRANT SELECT, SHOW VIEW ON `shop%`.* TO 'anna'@'%' WITH GRANT OPTION"]));

  it('is compared by one name for what servers call differently', () =>
    expect(
      missing(
        ACCOUNT_TABLE.monitor.grants,
        'GRANT PROCESS, REPLICATION CLIENT, REPLICA MONITOR ON *.* TO `anna`@`%`',
      ),
    ).toEqual([]));
});

it('a wildcard in the name of a database stands for itself', () => {
  expect(databasePattern('my_shop')).toBe(String.raw`my\_shop%`);
  const on = { account: ACCOUNT, databases: ['my_shop', 'my_shop_meta'] } as const;
  const line = 'GRANT SELECT, SHOW VIEW ON `my\\_shop%`.* TO `anna`@`%`';
  expect(missingGrants([READ], [line], on)).toEqual([]);
  expect(missingGrants([READ], [line], { ...on, databases: ['myXshop'] })).toHaveLength(1);
});

it('the account of drills needs its grants on their databases alone', () => {
  const drill: Grant = { privileges: ['SELECT'], on: 'drills' };
  const grant = "GRANT SELECT ON `aether\\_drill\\_%`.* TO 'anna'@'%'";
  expect(missing([drill], 'GRANT SELECT ON `shop%`.* TO `anna`@`%`')).toEqual([grant]);
  expect(missing([drill], grant.replaceAll("'", '`'))).toEqual([]);
});
