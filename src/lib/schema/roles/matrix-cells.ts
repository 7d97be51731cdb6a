import type { Databases } from '../../infra/config/databases.ts';
import { matchesDatabase } from '../../infra/mariadb/accounts/database-pattern.ts';
import type { Right } from '../../infra/mariadb/accounts/right.ts';

const WORDS: readonly (readonly [word: string, privileges: readonly string[]])[] = [
  ['read', ['SELECT']],
  ['write', ['INSERT', 'UPDATE', 'DELETE']],
  ['run', ['EXECUTE']],
  [
    'change',
    ['CREATE', 'ALTER', 'DROP', 'INDEX', 'CREATE VIEW', 'CREATE ROUTINE', 'ALTER ROUTINE', 'TRIGGER'],
  ],
  ['grant', ['GRANT OPTION']],
];

const PLACE = /^(?:[A-Z ]+ )?`(?<database>(?:[^`]|``)+)`\.(?<object>\*|`.+`)$/;

/** What the privileges on `*.*` are called in a cell: as they are. */
export function serverCell(rights: readonly Right[]): string {
  const names = rights.filter(({ place }) => place === '*.*').map(({ privilege }) => privilege.toLowerCase());
  return names.includes('all privileges') ? 'all' : names.join(', ') || '-';
}

/** `read, write` on the whole database; `read 14, run 6` on so many objects in it. */
export function databaseCell(rights: readonly Right[], database: string): string {
  const whole = new Set<string>();
  const single = new Map<string, Set<string>>();
  for (const { privilege, place } of rights) {
    const found = placeIn(place, database);
    if (found === 'whole') whole.add(privilege);
    if (found === 'object') single.set(place, (single.get(place) ?? new Set()).add(privilege));
  }
  if (whole.has('ALL PRIVILEGES')) return whole.has('GRANT OPTION') ? 'all, grant' : 'all';
  const words = WORDS.flatMap(([word, privileges]) => {
    if (privileges.some((name) => whole.has(name))) return [word];
    const count = [...single.values()].filter((held) =>
      privileges.some((name) => [...held].some((one) => one === name || one.startsWith(`${name} (`))),
    ).length;
    return count === 0 ? [] : [`${word} ${count}`];
  });
  return words.join(', ') || '-';
}

/** True if the place is neither the server nor in one of the databases. */
export function isElsewhere(place: string, databases: Databases): boolean {
  return place !== '*.*' && Object.values(databases).every((name) => placeIn(place, name) === 'elsewhere');
}

function placeIn(place: string, database: string): 'whole' | 'object' | 'elsewhere' {
  const { database: quoted = '', object = '' } = PLACE.exec(place)?.groups ?? {};
  const named = quoted.replaceAll('``', '`');
  if (object === '*') return matchesDatabase(named, database) ? 'whole' : 'elsewhere';
  return object !== '' && named === database ? 'object' : 'elsewhere';
}
