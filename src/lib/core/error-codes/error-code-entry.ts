/** What a code means and the exit code it ends the process with; `docs/errors.md` is generated from these. */
export interface ErrorCodeEntry {
  readonly meaning: string;
  readonly remedy: string;
  readonly exitCode: 2 | 64 | 78 | 130 | 143;
}
