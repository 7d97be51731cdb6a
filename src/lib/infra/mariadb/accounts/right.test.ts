import { describe, expect, it } from 'vitest';
import { ACCOUNT_TABLE } from './account-table.ts';
import {
  condenseRights,
  extraRights,
  grantLines,
  grantStatements,
  missingRights,
  parseGrantLine,
  revokeStatements,
  rightText,
} from './right.ts';

const rights = (...lines: string[]) => lines.flatMap((line) => parseGrantLine(line));
const texts = (...lines: string[]) => rights(...lines).map(rightText);

describe('a line of SHOW GRANTS', () => {
  it.each([
    ['GRANT USAGE ON *.* TO `anna`@`%` REQUIRE SSL', []],
    ['GRANT `shop_ops` TO `anna`@`%`', []],
    ['SET DEFAULT ROLE `shop_ops` FOR `anna`@`%`', []],
    ['GRANT PROCESS, REPLICA MONITOR ON *.* TO `ops`', ['PROCESS ON *.*', 'SLAVE MONITOR ON *.*']],
    [
      'GRANT SELECT, INSERT ON `my\\_shop`.* TO `x` WITH GRANT OPTION',
      ['SELECT ON `my\\_shop`.*', 'INSERT ON `my\\_shop`.*', 'GRANT OPTION ON `my\\_shop`.*'],
    ],
    ['GRANT EXECUTE ON FUNCTION `shop`.`tax` TO `x`', ['EXECUTE ON FUNCTION `shop`.`tax`']],
    [
      'GRANT SELECT (`a`, `b`), UPDATE (`a`) ON `shop`.`t ON u` TO `x`',
      ['SELECT (`a`, `b`) ON `shop`.`t ON u`', 'UPDATE (`a`) ON `shop`.`t ON u`'],
    ],
    ['GRANT SELECT ON `sh``op`.`t` TO `x`', ['SELECT ON `sh``op`.`t`']],
  ])('%s', (line, expected) => expect(texts(line)).toEqual(expected));

  it('comes back from its rights', () => {
    const lines = ['GRANT SELECT, INSERT ON `shop`.* TO x WITH GRANT OPTION', 'GRANT PROCESS ON *.* TO x'];
    expect(grantLines(rights(...lines), 'x')).toEqual(lines);
  });
});

describe('what is wanted against what is held', () => {
  const all = rights('GRANT ALL PRIVILEGES ON `shop`.* TO x');
  const read = rights('GRANT SELECT ON `shop`.* TO x');

  it('ALL PRIVILEGES have everything at their place', () => {
    expect(missingRights(read, all)).toEqual([]);
    expect(missingRights(all, read)).toEqual(all);
    expect(extraRights(all, read)).toEqual([]);
    expect(extraRights(read, all)).toEqual(all);
    expect(extraRights(all, rights('GRANT USAGE ON `shop`.* TO x WITH GRANT OPTION'))).toHaveLength(1);
  });

  it('ALL PRIVILEGES are what a database can have, one by one', () => {
    const { privileges } = ACCOUNT_TABLE.migrator.grants[0];
    const whole = rights(`GRANT ${privileges.join(', ')} ON \`shop\`.* TO x`);
    expect([missingRights(whole, all), extraRights(whole, all), missingRights(all, whole)]).toEqual([
      [],
      [],
      [],
    ]);
    expect(extraRights(whole.slice(1), all)).toEqual(all);
    const option = rights('GRANT USAGE ON `shop`.* TO x WITH GRANT OPTION');
    expect(condenseRights([...whole, ...read, ...option])).toEqual([...all, ...option]);
    expect(condenseRights(read)).toEqual(read);
  });

  it('goes by statements, one for each place', () =>
    expect(
      grantStatements(rights('GRANT SELECT, INSERT ON `shop`.`a` TO x', 'GRANT PROCESS ON *.* TO x'), 'y'),
    ).toEqual(['GRANT SELECT, INSERT ON `shop`.`a` TO y', 'GRANT PROCESS ON *.* TO y']));

  it('takes ALL PRIVILEGES away as a whole, and gives what is wanted again', () =>
    expect(
      revokeStatements(rights('GRANT ALL PRIVILEGES ON `shop`.* TO x WITH GRANT OPTION'), read, 'x'),
    ).toEqual([
      'REVOKE GRANT OPTION ON `shop`.* FROM x',
      'REVOKE ALL PRIVILEGES ON `shop`.* FROM x',
      'GRANT SELECT ON `shop`.* TO x',
    ]));
});
