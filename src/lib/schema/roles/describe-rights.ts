import { formatNumberOf } from '../../core/units.ts';
import { byPlace, type Right } from '../../infra/mariadb/accounts/right.ts';

/** `SELECT on 14 tables and views, EXECUTE on 6 functions`; a single place by its name. */
export function describeRights(rights: readonly Right[]): string {
  const groups = new Map<string, string[]>();
  for (const [place, privileges] of byPlace(rights)) {
    const key = `${privileges.join(', ')} on ${kindOf(place)}`;
    groups.set(key, [...(groups.get(key) ?? []), place]);
  }
  return [...groups]
    .map(([key, places]) => {
      const [first = ''] = places;
      const privileges = key.slice(0, key.lastIndexOf(' on '));
      return `${privileges} on ${places.length === 1 ? first : countOf(kindOf(first), places.length)}`;
    })
    .join(', ');
}

type PlaceKind = 'server' | 'database' | 'object' | 'function' | 'procedure';

function kindOf(place: string): PlaceKind {
  if (place === '*.*') return 'server';
  if (place.endsWith('.*')) return 'database';
  if (place.startsWith('FUNCTION ')) return 'function';
  return place.startsWith('PROCEDURE ') ? 'procedure' : 'object';
}

function countOf(kind: PlaceKind, count: number): string {
  return kind === 'object' ? `${count} tables and views` : formatNumberOf(count, kind);
}
