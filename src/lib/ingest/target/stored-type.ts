/** The type of a column as the server writes it down, taken apart: `decimal(10,2) unsigned`, `enum('a','b')`. */
export interface StoredType {
  /** Without length and attributes: `decimal`. */
  readonly base: string;
  /** The first number in the parentheses: length, precision, bits or digits of the fraction; null without one. */
  readonly length: number | null;
  /** The second one. */
  readonly scale: number | null;
  /** The values of an ENUM or a SET. */
  readonly labels: readonly string[];
}

const TYPE = /^(?<base>\w+)(?:\((?<inside>.*)\))?/su;
const LABEL = /'((?:[^']|'')*)'/gu;

/** Reads `column_type` of information_schema.columns, or `Type` of SHOW COLUMNS. */
export function parseStoredType(columnType: string): StoredType {
  const { base = '', inside = '' } = TYPE.exec(columnType)?.groups ?? {};
  const labels = Array.from(inside.matchAll(LABEL), ([, label = '']) => label.replaceAll("''", "'"));
  const [length = null, scale = null] = labels.length > 0 ? [] : (inside.match(/\d+/gu) ?? []).map(Number);
  return { base: base.toLowerCase(), length, scale, labels };
}
