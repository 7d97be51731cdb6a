/** What a busy or restarting machine does to a test, and a fault of aether hardly does. */
export const OUTAGE = /not within|timed out|ECONNRESET/;

/** An error as vitest keeps it. */
export interface TestFailure {
  readonly name?: string;
  readonly message: string;
}

/**
 * Whether a failed test gets a second try: every failure of it, those of its hooks too, is an outage. A comparison never
 * is one, whatever text it compares.
 */
export function isOutage(failures: readonly TestFailure[]): boolean {
  return (
    failures.length > 0 &&
    failures.every(({ name, message }) => name !== 'AssertionError' && OUTAGE.test(message))
  );
}
