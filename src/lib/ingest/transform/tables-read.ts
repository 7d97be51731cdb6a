import { tokenize } from '../../core/sql/tokenize.ts';

/** Kinds of tokens that may be the name of a table. */
const NAMES: ReadonlySet<string> = new Set(['word', 'name']);

const SILENT: ReadonlySet<string> = new Set(['space', 'comment', 'executable-open', 'executable-close']);

/** Words before a table, as FROM is after a SELECT; a comma is one while a list of tables is open. */
const JOINS: ReadonlySet<string> = new Set(['JOIN', 'STRAIGHT_JOIN']);

/** Words that end a list of tables on their level of brackets. */
const AFTER_TABLES: ReadonlySet<string> = new Set(
  'WHERE GROUP ORDER HAVING LIMIT WINDOW UNION EXCEPT INTERSECT'.split(' '),
);

/** What has been read on one level of brackets. */
interface Level {
  /** Without one, FROM means something else: EXTRACT(YEAR FROM day). */
  readonly isSelect: boolean;
  readonly inTables: boolean;
}

/** The tables that a piece of a SELECT reads, by their names without a schema. */
export function tablesRead(sql: string): ReadonlySet<string> {
  const words = meaningful(sql);
  const tables = new Set<string>();
  const levels: Level[] = [{ isSelect: false, inTables: false }];
  let isNext = false;
  for (const [index, { kind, text, word }] of words.entries()) {
    if (isNext && NAMES.has(kind) && word !== 'SELECT') tables.add(lastPart(words, index));
    if (text === '(') {
      // FROM (a JOIN b, c): the list goes on inside.
      levels.push({ isSelect: false, inTables: isNext });
      continue;
    }
    if (text === ')' && levels.length > 1) levels.pop();
    const level = levels.at(-1) ?? { isSelect: false, inTables: false };
    isNext = isBeforeTable(level, { text, word });
    levels[levels.length - 1] = after(level, word, isNext);
  }
  return tables;
}

function after({ isSelect, inTables }: Level, word: string, isNext: boolean): Level {
  if (word === 'SELECT') return { isSelect: true, inTables: false };
  return { isSelect, inTables: isNext || (inTables && !AFTER_TABLES.has(word)) };
}

function isBeforeTable({ isSelect, inTables }: Level, { text, word }: Omit<Word, 'kind'>): boolean {
  return JOINS.has(word) || (word === 'FROM' && isSelect) || (text === ',' && inTables);
}

interface Word {
  readonly kind: string;
  readonly text: string;
  /** In capitals; empty for all but words. */
  readonly word: string;
}

function meaningful(sql: string): Word[] {
  return [...tokenize(sql)]
    .filter(({ kind }) => !SILENT.has(kind))
    .map(({ kind, start, end }) => {
      const text = sql.slice(start, end);
      return { kind, text, word: kind === 'word' ? text.toUpperCase() : '' };
    });
}

/** Of `schema.table` that begins at `index` the table. */
function lastPart(words: readonly Word[], index: number): string {
  const isQualified = words[index + 1]?.text === '.' && NAMES.has(words[index + 2]?.kind ?? '');
  const { kind = '', text = '' } = words[isQualified ? index + 2 : index] ?? {};
  return kind === 'name' ? text.slice(1, -1).replaceAll('``', '`') : text;
}
