import { didYouMean } from '../../core/suggest.ts';
import type { TokenKind } from '../../core/sql/token.ts';
import { tokenize } from '../../core/sql/tokenize.ts';
import { quoteName } from '../../infra/mariadb/identifiers.ts';
import type { TableFacts } from '../types/column-facts.ts';
import { isPersonal } from './compile-work.ts';
import type { LevelSpec } from './mapping-schema.ts';

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));

/** Functions of their arguments alone, whatever the session's settings. */
const FUNCTIONS = words(
  'ABS CEIL CEILING FLOOR ROUND TRUNCATE MOD SIGN GREATEST LEAST COALESCE IFNULL NULLIF IF CONCAT LOWER UPPER TRIM ' +
    'LTRIM RTRIM LENGTH CHAR_LENGTH LEFT RIGHT SUBSTRING REPLACE LPAD RPAD YEAR MONTH DAY QUARTER HOUR MINUTE DATE ' +
    'DATEDIFF TIMESTAMPDIFF',
);
const KEYWORDS = words(
  'AND OR NOT IS NULL IN BETWEEN LIKE CASE WHEN THEN ELSE END DIV MOD TRUE FALSE SECOND MINUTE HOUR DAY MONTH YEAR',
);
const CHANGING = words(
  'NOW SYSDATE CURDATE CURTIME CURRENT_DATE CURRENT_TIME CURRENT_TIMESTAMP LOCALTIME LOCALTIMESTAMP UTC_DATE UTC_TIME ' +
    'UTC_TIMESTAMP UNIX_TIMESTAMP RAND UUID UUID_SHORT USER CURRENT_USER SESSION_USER CONNECTION_ID LAST_INSERT_ID NEXTVAL',
);

/** A piece of SQL, or a column of the row. */
type Part = string | { readonly column: string };

/**
 * An expression over the columns of one row, as SQL for an alias of its table; or a sentence on why it cannot be one.
 * Only words that are known to depend on the row alone are let through.
 */
export function compileExpression(
  text: string,
  table: TableFacts,
  spec: Pick<LevelSpec, 'pii'>,
): { readonly of: (alias: string) => string } | string {
  const parts: Part[] = [];
  for (const { kind, start, end } of tokenize(text)) {
    const source = text.slice(start, end);
    if (isInert(kind, source)) parts.push(source);
    else if (kind === 'word' || kind === 'name') {
      const isCall = kind === 'word' && text.slice(end).trimStart().startsWith('(');
      const part = judgeWord(source, { isCall, isQuoted: kind === 'name' }, table, spec);
      if (typeof part === 'string' && part !== source) return part;
      parts.push(part);
    } else return `"${source}" at character ${start + 1} cannot be in an expression`;
  }
  if (!isBalanced(parts)) return 'its parentheses do not match';
  return {
    of: (alias) =>
      `(${parts.map((part) => (typeof part === 'string' ? part : `${alias}.${quoteName(part.column)}`)).join('')})`,
  };
}

/** What means the same wherever it is. */
function isInert(kind: TokenKind, source: string): boolean {
  if (kind === 'punctuation') return /[-+*/%(),<>=!]/.test(source);
  return kind === 'space' || kind === 'number' || kind === 'string';
}

interface Word {
  /** A parenthesis follows. */
  readonly isCall: boolean;
  readonly isQuoted: boolean;
}

/** The word itself, a column, or a sentence. */
function judgeWord(
  source: string,
  { isCall, isQuoted }: Word,
  table: TableFacts,
  spec: Pick<LevelSpec, 'pii'>,
): Part {
  const upper = source.toUpperCase();
  if (isQuoted) return judgeColumn(source.slice(1, -1).replaceAll('``', '`'), table, spec);
  if (CHANGING.has(upper) && (isCall || /^(CURRENT|LOCAL|UTC)_?/.test(upper)))
    return `${upper} changes without a row changing: a document is a function of its rows`;
  if (KEYWORDS.has(upper) || (isCall && FUNCTIONS.has(upper))) return source;
  if (isCall) return `the function ${upper} is not among those that depend on the row alone`;
  return judgeColumn(source, table, spec);
}

function judgeColumn(name: string, table: TableFacts, spec: Pick<LevelSpec, 'pii'>): Part {
  const names = table.columns.map((one) => one.name);
  const column = names.find((one) => one.toLowerCase() === name.toLowerCase());
  if (column === undefined) return `${table.name} has no column "${name}"${didYouMean(name, names)}`;
  return isPersonal(table, column, spec)
    ? `${table.name}.${column} is personal data, which a computed field would show`
    : { column };
}

/** Else the expression could end what it is put into. */
function isBalanced(parts: readonly (string | object)[]): boolean {
  let depth = 0;
  for (const part of parts) {
    if (part === '(') depth += 1;
    if (part === ')') depth -= 1;
    if (depth < 0) return false;
  }
  return depth === 0;
}
