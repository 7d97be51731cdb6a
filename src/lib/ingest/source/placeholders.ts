/** `{{file}}` in the SQL of a source. */
export const PLACEHOLDER = /\{\{\s*([a-z0-9_]+)\s*\}\}/g;

/** The files of a source whose staged records a piece of SQL reads. */
export function placeholdersIn(sql: string): string[] {
  return [...sql.matchAll(PLACEHOLDER)].map((match) => match[1] ?? '');
}
