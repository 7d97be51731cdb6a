import { quoteCommand } from '../ssh/command/quote.ts';

/** Variables that decide what a command is about; sudo would take them away. None of them is a secret. */
const KEPT = ['AETHER_ENV', 'AETHER_STATE_DIR'] as const;

/** What to type to run the same command line of aether as root, with the PATH of the user, where Node often is. */
export function asRoot(
  argv: readonly string[],
  variables: Readonly<Record<string, string | undefined>>,
): string {
  const set = KEPT.flatMap((name) => {
    const value = variables[name] ?? '';
    return value === '' ? [] : [`${name}=${quoteCommand([value])}`];
  });
  return ['sudo env "PATH=$PATH"', ...set, 'aether', quoteCommand(argv)].join(' ');
}
