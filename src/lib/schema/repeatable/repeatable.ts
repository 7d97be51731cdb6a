import type { SourceLocation } from '../../core/errors.ts';
import type { Databases } from '../../infra/config/databases.ts';
import type { Step } from '../../core/plan.ts';

export type RepeatableType = 'view' | 'function' | 'procedure' | 'trigger';

/** Which object it is, in the ledger and on the server. */
export interface RepeatableName {
  readonly type: RepeatableType;
  readonly database: keyof Databases;
  readonly name: string;
}

/** A file of sql/views, sql/routines or sql/triggers: one object that is replaced if its text changes. */
export interface Repeatable extends RepeatableName {
  /** `views/current_price.sql` */
  readonly fileName: string;
  readonly text: string;
  /** SHA-256 of the text, in hex. */
  readonly checksum: string;
  readonly location: SourceLocation;
  /** Every name in its text, in lower case. */
  readonly mentions: ReadonlySet<string>;
}

/** What the ledger says of an object. */
export interface LedgerRepeatable extends RepeatableName {
  readonly checksum: string;
  /** `started`: a run died between the note and the statement, or between the statement and the next note. */
  readonly state: 'started' | 'applied';
  /** Of the definition as the server showed it after the statement; null until then. */
  readonly definition: string | null;
  /** A migration made it first. It is never dropped. */
  readonly isAdopted: boolean;
}

/** One object in the plan. `repeatable` is undefined if its file is gone. */
export interface RepeatableStep extends Step {
  readonly object: RepeatableName;
  readonly repeatable: Repeatable | undefined;
  readonly isAdopted: boolean;
}

/** `data view current_price`: unlike in every database of an environment. */
export function repeatableKey({ database, type, name }: RepeatableName): string {
  return `${database} ${type} ${name}`;
}
