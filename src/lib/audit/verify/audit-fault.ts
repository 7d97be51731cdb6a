/** What somebody did to the audit, or to a row. */
export type FaultKind =
  /** A record is not what its own hash says. */
  | 'changed'
  /** A record that was sealed is gone, and later ones are there. */
  | 'missing'
  /** A record came into a part that was sealed without it. */
  | 'added'
  /** The same records as were sealed, in another order. */
  | 'reordered'
  /** Records fit together, and are not those that were sealed. */
  | 'forged'
  /** The last sealed records of a chain are gone. */
  | 'cut'
  /** A row is not as its newest record left it. */
  | 'row'
  /** A trigger is missing, or does something else. */
  | 'trigger'
  /** The file of a seal is missing, changed or not signed by the key. */
  | 'checkpoint';

export interface AuditFault {
  readonly kind: FaultKind;
  /** The member where it was found; null for files. */
  readonly host: string | null;
  /** A chain, a table, a trigger or a file. */
  readonly place: string;
  readonly detail: string;
}
