/** The databases that belong to one environment, all derived from the name of the first. */
export interface Databases {
  /** The business tables. */
  readonly data: string;
  /** What aether keeps about them: ledgers, leases, rejects. */
  readonly meta: string;
  /** Typed staging tables of the ingestion. */
  readonly stage: string;
  /** Months that left the business tables. */
  readonly archive: string;
}

/** `databasesOf('aethermart').meta` is `aethermart_meta`. */
export function databasesOf(database: string): Databases {
  return {
    data: database,
    meta: `${database}_meta`,
    stage: `${database}_stage`,
    archive: `${database}_archive`,
  };
}
