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
  /**
   * `ddl`: whether it took effect can be told by its objects' definitions, or it is `rerunnable`. `dml`: may run in a
   * transaction with its ledger row. `session`: lasts as long as the session. `account`: users, roles and privileges.
   * `query`: changes nothing. `unknown`: everything else, and what leaves no trace that could be seen later.
   */
  readonly class: 'ddl' | 'dml' | 'session' | 'account' | 'query' | 'unknown';
  readonly objects: readonly SqlObject[];
  /** Running it again after it took effect does no harm. */
  readonly rerunnable: boolean;
}

export const UNKNOWN: StatementClass = { class: 'unknown', objects: [], rerunnable: false };
export const DML: StatementClass = { class: 'dml', objects: [], rerunnable: false };
export const QUERY: StatementClass = { class: 'query', objects: [], rerunnable: true };
export const SESSION: StatementClass = { class: 'session', objects: [], rerunnable: true };

/** DDL on these objects; without any there is nothing to compare later, so that only what may be repeated is DDL. */
export function ddl(objects: readonly SqlObject[], rerunnable: boolean): StatementClass {
  return objects.length === 0 && !rerunnable ? UNKNOWN : { class: 'ddl', objects, rerunnable };
}

/** A statement on these objects of which nobody can see later whether it took effect. */
export function untraceable(objects: readonly SqlObject[]): StatementClass {
  return { ...UNKNOWN, objects };
}

export function account(rerunnable: boolean): StatementClass {
  return { class: 'account', objects: [], rerunnable };
}
