import { privilegeName } from './privilege-names.ts';

/** One privilege at one place. */
export interface Right {
  /** `SELECT`, `ALL PRIVILEGES`, `GRANT OPTION`; with its columns, if it is on columns: ``SELECT (`name`)``. */
  readonly privilege: string;
  /** As GRANT and SHOW GRANTS write it: `*.*`, `` `shop\_meta`.* ``, `` `shop`.`price` ``, `` FUNCTION `shop`.`tax` ``. */
  readonly place: string;
}

const ALL = 'ALL PRIVILEGES';
const GRANT_LINE =
  /^GRANT (?<privileges>.+?) ON (?<place>\*\.\*|(?:[A-Z ]+ )?`(?:[^`]|``)+`\.(?:\*|`(?:[^`]|``)+`)) TO /;

/** `SELECT ON *.*`: what a right is called, and is compared by. */
export function rightText({ privilege, place }: Right): string {
  return `${privilege} ON ${place}`;
}

/** The rights in a line of SHOW GRANTS; none if it is about a role or gives nothing (USAGE). */
export function parseGrantLine(line: string): Right[] {
  const { privileges = '', place = '' } = GRANT_LINE.exec(line)?.groups ?? {};
  if (place === '') return [];
  const named = splitPrivileges(privileges).filter((name) => name !== 'USAGE');
  const option = line.endsWith(' WITH GRANT OPTION') ? ['GRANT OPTION'] : [];
  return [...named, ...option].map((name) => ({ privilege: privilegeName(name), place }));
}

/** Commas in brackets are between columns. */
function splitPrivileges(text: string): string[] {
  return (text.match(/(?:\([^)]*\)|[^,(])+/g) ?? []).map((part) => part.trim());
}

/** Lines like those of SHOW GRANTS, for what reads such. */
export function grantLines(rights: readonly Right[], grantee: string): string[] {
  return [...byPlace(rights)].map(([place, all]) => {
    const privileges = all.filter((name) => name !== 'GRANT OPTION');
    const option = privileges.length < all.length ? ' WITH GRANT OPTION' : '';
    return `GRANT ${privileges.join(', ') || 'USAGE'} ON ${place} TO ${grantee}${option}`;
  });
}

/** The privileges at each place, in the order of the rights. */
export function byPlace(rights: readonly Right[]): Map<string, string[]> {
  const places = new Map<string, string[]>();
  for (const { privilege, place } of rights) places.set(place, [...(places.get(place) ?? []), privilege]);
  return places;
}

/** Each right once, sorted by place and privilege. */
export function uniqueRights(rights: readonly Right[]): Right[] {
  const unique = new Map(rights.map((right) => [`${right.place} ${right.privilege}`, right]));
  return [...unique].toSorted(([left], [right]) => (left < right ? -1 : 1)).map(([, right]) => right);
}

/** What a database can have: the server calls all of them together ALL PRIVILEGES. 11.8 has SHOW CREATE ROUTINE besides. */
const OF_DATABASES = [
  'SELECT',
  'INSERT',
  'UPDATE',
  'DELETE',
  'CREATE',
  'DROP',
  'REFERENCES',
  'INDEX',
  'ALTER',
  'CREATE TEMPORARY TABLES',
  'LOCK TABLES',
  'EXECUTE',
  'CREATE VIEW',
  'SHOW VIEW',
  'CREATE ROUTINE',
  'ALTER ROUTINE',
  'EVENT',
  'TRIGGER',
  'DELETE HISTORY',
];

/** The same in fewer words: ALL PRIVILEGES in place of what they contain. */
export function condenseRights(rights: readonly Right[]): Right[] {
  const whole = [...byPlace(rights).keys()]
    .map((place): Right => ({ privilege: ALL, place }))
    .filter((all) => covers(rights, all));
  return uniqueRights([
    ...whole,
    ...rights.filter(
      (right) => right.privilege === 'GRANT OPTION' || whole.every(({ place }) => place !== right.place),
    ),
  ]);
}

/** What is wanted and not held. ALL PRIVILEGES are everything at their place but GRANT OPTION. */
export function missingRights(wanted: readonly Right[], held: readonly Right[]): Right[] {
  return wanted.filter((right) => !covers(held, right));
}

/** What is held and not wanted. */
export function extraRights(wanted: readonly Right[], held: readonly Right[]): Right[] {
  return held.filter((right) => !covers(wanted, right));
}

function covers(rights: readonly Right[], { privilege, place }: Right): boolean {
  const there = new Set(rights.filter((one) => one.place === place).map((one) => one.privilege));
  if (there.has(privilege)) return true;
  if (privilege === ALL) return isDatabase(place) && areAllOfDatabase(there);
  return privilege !== 'GRANT OPTION' && there.has(ALL);
}

/** True of privileges on a database that 10.11 shows as ALL PRIVILEGES. */
export function areAllOfDatabase(names: ReadonlySet<string>): boolean {
  return OF_DATABASES.every((name) => names.has(name));
}

function isDatabase(place: string): boolean {
  return place !== '*.*' && place.endsWith('.*');
}

/** `GRANT SELECT, INSERT ON … TO …` for each place. */
export function grantStatements(rights: readonly Right[], grantee: string): string[] {
  return [...byPlace(rights)].map(([place, names]) => `GRANT ${names.join(', ')} ON ${place} TO ${grantee}`);
}

/**
 * The statements that take the rights away. ALL PRIVILEGES can only go as a whole: what is wanted at that place is given
 * again at once.
 */
export function revokeStatements(
  extra: readonly Right[],
  wanted: readonly Right[],
  grantee: string,
): string[] {
  return [...byPlace(extra)].flatMap(([place, names]) => {
    const single = names.filter((name) => name !== ALL);
    const revoke = (what: string) => `REVOKE ${what} ON ${place} FROM ${grantee}`;
    return [
      ...(single.length === 0 ? [] : [revoke(single.join(', '))]),
      ...(single.length === names.length
        ? []
        : [
            revoke(ALL),
            ...grantStatements(
              wanted.filter((right) => right.place === place),
              grantee,
            ),
          ]),
    ];
  });
}
