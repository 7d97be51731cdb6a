/** What the column of a table does with the values of a source's column that is loaded straight into it. */
export interface CellFit {
  /** Whether the table gives back what these bytes of a row stand for; undefined where it always does. */
  readonly keeps: KeepsValue | undefined;
  /** false where the table would put a value of its own in the place of NULL. */
  readonly takesNull: boolean;
  /** The column as the table defines it: `amount decimal(10,2)`. */
  readonly target: string;
  /** The bytes of the row are a number for the server, not the bytes of the value. */
  readonly isNumber: boolean;
}

/** Looks at a value as it was written to the row. */
export interface KeepsValue {
  (bytes: Buffer, start: number, end: number): boolean;
}
