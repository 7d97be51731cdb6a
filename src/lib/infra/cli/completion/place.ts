/** Where values are looked up. */
export interface Place {
  readonly cwd: string;
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** What `--env` names on the line. */
  readonly environment: string | undefined;
}
