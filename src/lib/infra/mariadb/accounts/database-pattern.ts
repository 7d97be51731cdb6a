/** Whether a GRANT on the pattern reaches the database: LIKE, with the backslash as its escape. */
export function matchesDatabase(pattern: string, name: string): boolean {
  const parts = pattern.match(/\\.|./gs) ?? [];
  const expression = parts.map((part) => {
    if (part === '%') return '.*';
    if (part === '_') return '.';
    const literal = part.length === 2 ? part.slice(1) : part;
    return literal.replaceAll(/[.*+?^${}()|[\]\\/-]/g, String.raw`\$&`);
  });
  return new RegExp(`^${expression.join('')}$`, 's').test(name);
}
