/** An object that a statement makes, changes or drops. */
export interface SqlObject {
  readonly type:
    'table' | 'view' | 'trigger' | 'procedure' | 'function' | 'sequence' | 'event' | 'index' | 'database';
  readonly schema?: string;
  readonly name: string;
  /** The table of an index. */
  readonly on?: string;
}

/** What a statement is, as far as resuming it is concerned. */
export interface StatementClass {
  readonly class: 'ddl' | 'dml' | 'session' | 'account' | 'query' | 'unknown';
  readonly objects: readonly SqlObject[];
  /** Running it again after it took effect does no harm. */
  readonly rerunnable: boolean;
}

export function classifyStatement(text: string): StatementClass {
  const clean = text.replace(/^(\s|--[^\n]*\n|#[^\n]*\n|\/\*(?!M?!)[\s\S]*?\*\/)+/, '');
  const words = clean.replaceAll(/DEFINER\s*=\s*\S+/gi, '').slice(0, 400);
  if (/^(INSERT|UPDATE|DELETE|REPLACE)\b/i.test(words))
    return { class: 'dml', objects: [], rerunnable: false };
  if (/^(SET|USE)\b/i.test(words)) return { class: 'session', objects: [], rerunnable: true };
  if (/^(GRANT|REVOKE)\b/i.test(words)) return { class: 'account', objects: [], rerunnable: true };
  const match =
    /^(CREATE|DROP|ALTER)\s+(OR\s+REPLACE\s+)?(TABLE|VIEW|TRIGGER|PROCEDURE|FUNCTION|SEQUENCE|EVENT|DATABASE)\s+(IF\s+(?:NOT\s+)?EXISTS\s+)?`?(\w+)`?/i.exec(
      words,
    );
  if (match === null) return { class: 'unknown', objects: [], rerunnable: false };
  const type = (match[3] ?? '').toLowerCase() as SqlObject['type'];
  return {
    class: 'ddl',
    objects: [{ type, name: match[5] ?? '' }],
    rerunnable: match[2] !== undefined || match[4] !== undefined,
  };
}
