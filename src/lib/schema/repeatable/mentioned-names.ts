import { tokenize } from '../../core/sql/tokenize.ts';

/** Every word and quoted name of a statement, in lower case: what it may refer to. */
export function mentionedNames(text: string): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { kind, start, end } of tokenize(text)) {
    if (kind === 'word') names.add(text.slice(start, end).toLowerCase());
    if (kind === 'name')
      names.add(
        text
          .slice(start + 1, end - 1)
          .replaceAll('``', '`')
          .toLowerCase(),
      );
  }
  return names;
}
