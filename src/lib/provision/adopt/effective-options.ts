import { quoteArgument } from '../../infra/ssh/command/quote.ts';

/** The options of a server by name, as `mariadbd --help --verbose` prints them: with those that no file names. */
export type Options = ReadonlyMap<string, string>;

/** Prints with which options the server of a host would start now, and then if it read this option file last. */
export function optionsScript(config: string): string {
  return `own=$(mktemp)
trap 'rm -f "$own"' EXIT
printf %s ${quoteArgument(Buffer.from(config).toString('base64'))} | base64 -d >"$own"
mariadbd --help --verbose 2>/dev/null || :
echo '@after'
mariadbd --defaults-extra-file="$own" --help --verbose 2>/dev/null || :`;
}

/** Reads what it printed. */
export function parseOptions(text: string): { readonly before: Options; readonly after: Options } {
  const [before = '', after = ''] = text.split(/^@after$/m);
  return { before: tableOf(before), after: tableOf(after) };
}

/** The table between a line of dashes and the next empty line. */
function tableOf(text: string): Options {
  const [, table = ''] = /^-{20,} -+\n([^]*?)(?:\n\n|$(?![^]))/m.exec(text) ?? [];
  return new Map(
    table.split('\n').flatMap((line) => {
      const [, name, value = ''] = /^(\S+) *(.*)$/.exec(line) ?? [];
      return name === undefined ? [] : [[name, value.trim()] as const];
    }),
  );
}

const SECRET = /auth|password/;

/** `max-connections 151 becomes 200`, one for each option with another value. */
export function describeChanges({
  before,
  after,
}: {
  readonly before: Options;
  readonly after: Options;
}): string[] {
  return [...after].flatMap(([name, value]) => {
    const old = before.get(name) ?? '';
    if (old === value) return [];
    return SECRET.test(name) ? [`${name} changes`] : [`${name} ${shown(old)} becomes ${shown(value)}`];
  });
}

function shown(value: string): string {
  return value === '' || value === '(No default value)' ? '(empty)' : value;
}
