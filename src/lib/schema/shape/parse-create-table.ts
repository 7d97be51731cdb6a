import type { Parts } from './table-shape.ts';

/** Character set and collation of the columns that have them, by name. */
export type Collations = ReadonlyMap<string, string>;

const QUOTED = "'(?:[^'\\\\]|''|\\\\.)*'";
const COLUMN = new RegExp(`^(\`((?:[^\`]|\`\`)+)\` [a-z]+(?:\\((?:${QUOTED}|[^')])*\\))?)(.*)$`, 's');
const OWN_COLLATION = /^(?: CHARACTER SET \w+)?(?: COLLATE \w+)?/;
const NAMED: readonly (readonly [RegExp, string])[] = [
  [/^(?:UNIQUE |FULLTEXT |SPATIAL |VECTOR )?KEY `((?:[^`]|``)+)`/, 'index'],
  [/^CONSTRAINT `((?:[^`]|``)+)` FOREIGN KEY/, 'foreign key'],
  [/^CONSTRAINT `((?:[^`]|``)+)` CHECK/, 'check'],
  [/^PERIOD FOR `?(\w+)/, 'period'],
];
const OPTION = new RegExp(`\`?([A-Z][A-Z_ ]*[A-Z])\`?=(${QUOTED}|\\S+)`, 'gs');

/**
 * The parts of a table from its SHOW CREATE TABLE. A column that has the character set of its table is shown without it, so
 * it is written to every column: another default of the table is then the table's difference alone.
 */
export function parseCreateTable(text: string, collations: Collations): Parts {
  const lines = text.split('\n');
  const end = lines.findIndex((line) => line.startsWith(')'));
  const body = lines
    .slice(1, end)
    .join('\n')
    .split(/,\n(?= {2}\S)/);
  return Object.fromEntries([
    ...body.map((line) => parsePart(line.trim(), collations)),
    ...parseOptions(lines[end] ?? ''),
    ...parsePartitioning(lines.slice(end + 1).join('\n')),
  ]);
}

function parsePart(line: string, collations: Collations): [string, string] {
  const [, typed, column, rest = ''] = COLUMN.exec(line) ?? [];
  if (typed !== undefined && column !== undefined) {
    const name = column.replaceAll('``', '`');
    const collation = collations.get(name);
    return [
      `column ${name}`,
      `${typed}${collation === undefined ? '' : ` ${collation}`}${rest.replace(OWN_COLLATION, '')}`,
    ];
  }
  if (line.startsWith('PRIMARY KEY')) return ['primary key', line];
  for (const [pattern, kind] of NAMED) {
    const name = pattern.exec(line)?.[1];
    if (name !== undefined) return [`${kind} ${name.replaceAll('``', '`')}`, line];
  }
  return [line, line];
}

function parseOptions(line: string): [string, string][] {
  const found = [...line.matchAll(OPTION)].map(([, name = '', value = '']) => [name.trim(), value] as const);
  const known = new Map(found);
  const charset = `DEFAULT CHARSET=${known.get('DEFAULT CHARSET')} COLLATE=${known.get('COLLATE')}`;
  const others = found.filter(([name]) => !['DEFAULT CHARSET', 'COLLATE', 'AUTO_INCREMENT'].includes(name));
  return [
    ...others.map(([name, value]): [string, string] => [`option ${name.toLowerCase()}`, `${name}=${value}`]),
    ['option collation', charset],
    ...(line.endsWith(' WITH SYSTEM VERSIONING')
      ? [['option system versioning', 'WITH SYSTEM VERSIONING'] as [string, string]]
      : []),
  ];
}

function parsePartitioning(text: string): [string, string][] {
  const clause = text.trim();
  return clause === '' ? [] : [['partitioning', clause]];
}
