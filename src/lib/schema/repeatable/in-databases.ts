import type { Databases } from '../../infra/config/databases.ts';

const PLACE = /\{(data|meta|stage|archive)\}/g;

/**
 * The text of an object with the names of the environment's databases in the places `{data}`, `{meta}`, `{stage}` and
 * `{archive}`: for what names another database than its own, in backquotes, or as a value, in quotes.
 */
export function inDatabases(text: string, databases: Databases): string {
  return text.replaceAll(PLACE, (_place, role: keyof Databases) => databases[role]);
}

/** The way back, for what the server shows: it names databases in backquotes, and values in quotes. */
export function withRoles(text: string, databases: Databases): string {
  const roleOf = new Map(Object.entries(databases).map(([role, name]) => [name, role]));
  return text.replaceAll(/([`'])(\w+)\1/g, (quoted, quote: string, name: string) => {
    const role = roleOf.get(name);
    return role === undefined ? quoted : `${quote}{${role}}${quote}`;
  });
}
