import type { FileBreach, FileStatement } from './file-statement.ts';

/** A rule that a schema may break. A file of `rules/` exports one as `rule`; its name is the rule's. */
export interface LintRule {
  readonly id: string;
  /** `error`: data are lost or a cluster stops sooner or later. `warn`: it costs, or surprises. */
  readonly level: 'error' | 'warn';
  /** What is wrong with the object, in words that follow its name. */
  readonly fault: string;
  /** What to do about it. */
  readonly repair: string;
  /** Finds the same in one statement of a file; left out if only a server shows it. */
  readonly inFile?: (statement: FileStatement) => readonly FileBreach[];
  /**
   * Reads `db`, `object` (a name without its database) and `detail` of everything that breaks the rule; each `(:databases)` becomes
   * the list of the environment's databases.
   */
  readonly select: string;
}
