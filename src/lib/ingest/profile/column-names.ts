/** What source-schema.ts lets a name have where it is named as a key. */
const MOST_CHARS = 41;

/** A name for each header that a source may have; headers that come to the same name are numbered. */
export function columnNames(headers: readonly string[]): string[] {
  const taken = new Set<string>();
  return headers.map((header, index) => {
    const plain = plainName(header, index);
    let name = cut(plain, '');
    for (let number = 2; taken.has(name); number += 1) name = cut(plain, `_${number}`);
    taken.add(name);
    return name;
  });
}

function cut(name: string, ending: string): string {
  return name.slice(0, MOST_CHARS - ending.length).replace(/_+$/, '') + ending;
}

function plainName(header: string, index: number): string {
  const plain = header
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .trim()
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^_+|_+$/g, '');
  if (plain === '') return `column_${index + 1}`;
  return /^\d/.test(plain) ? `c_${plain}` : plain;
}
