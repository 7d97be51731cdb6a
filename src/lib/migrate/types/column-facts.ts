/** A column as information_schema describes it. */
export interface ColumnFacts {
  readonly name: string;
  /** `bigint`, `varchar`. */
  readonly dataType: string;
  /** `bigint(20) unsigned`. */
  readonly columnType: string;
  readonly isNullable: boolean;
  /** null for what is not text. */
  readonly collation: string | null;
  /** Digits of a number. */
  readonly precision: number | null;
  /** Digits of a fraction of a second. */
  readonly timePrecision: number | null;
}

export interface IndexFacts {
  readonly name: string;
  readonly isUnique: boolean;
  readonly columns: readonly string[];
}

export interface TableFacts {
  readonly name: string;
  readonly columns: readonly ColumnFacts[];
  readonly indexes: readonly IndexFacts[];
  /** Columns that are tagged as personal data, or that could be in a schema without tags. */
  readonly personal: ReadonlySet<string>;
  /** Estimated by the server. */
  readonly rows: number;
  readonly engine: string;
}
