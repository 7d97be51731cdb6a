/** `` `name` `` with backticks inside doubled, for names that cannot be bound as parameters. */
export function quoteName(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``;
}

/** `` `schema`.`table` `` from a dotted or split name. */
export function quoteQualified(...parts: readonly string[]): string {
  return parts.map((part) => quoteName(part)).join('.');
}

/** A string literal for statements that take no parameters (account names, LOAD DATA). Needs backslash escapes on. */
export function quoteText(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''").replaceAll('\0', '\\0')}'`;
}
