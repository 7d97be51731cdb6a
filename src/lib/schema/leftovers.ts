/** What a server that was killed during CREATE of a partitioned table has kept of it: InnoDB tables without a definition. */
export interface Leftovers {
  readonly database: string;
  readonly table: string;
  /** As InnoDB calls them, without the database: `orders#P#p2025`. */
  readonly partitions: readonly string[];
}

/** By `VERSION:STEP` of the statement that they block. */
export type LeftoversByStep = ReadonlyMap<string, Leftovers>;
