import type { OptionSpec } from '../../core/command.ts';
import { ownWords } from './own-words.ts';

/** The options that every command takes. */
export interface GlobalOptions {
  readonly env?: string;
  readonly json?: 'document' | 'stream';
  readonly yes: boolean;
  readonly confirm?: string;
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly debug: boolean;
}

export const GLOBAL_OPTIONS: Readonly<Record<string, OptionSpec<unknown>>> = {
  env: {
    flags: '--env <file|name>',
    description: 'environment file, or the name in aether.<name>.yaml',
    variable: 'AETHER_ENV',
  },
  json: {
    flags: '--json <document|stream>',
    description: 'one JSON document on stdout; "=stream": events as NDJSON, then the document',
    choices: ['document', 'stream'],
  },
  yes: {
    flags: '--yes',
    description: 'do not ask if the plan destroys no data; it is still printed',
    fallback: false,
    variable: 'AETHER_YES',
  },
  confirm: {
    flags: '--confirm <name>',
    description: 'do not ask, not even if the plan for this environment, sandbox or lab destroys data',
  },
  quiet: {
    flags: '--quiet',
    description: 'print the result, warnings and errors; no progress and no next commands',
    fallback: false,
    variable: 'AETHER_QUIET',
  },
  verbose: {
    flags: '--verbose',
    description: 'print on stderr what the log of the run gets',
    fallback: false,
    variable: 'AETHER_VERBOSE',
  },
  color: {
    flags: '--no-color',
    description: 'print without colors, as with NO_COLOR=1',
  },
  debug: {
    flags: '--debug',
    description: 'show stack traces with errors',
    fallback: false,
    variable: 'AETHER_DEBUG',
  },
};

/** `--json` alone means `--json=document`; said explicitly, so that it never swallows the argument after it. */
export function spellOutJson(argv: readonly string[]): string[] {
  const end = argv.indexOf('--');
  return argv.map((word, index) =>
    word === '--json' && (end === -1 || index < end) ? '--json=document' : word,
  );
}

/** The same decision before the command line is parsed, for errors in the command line itself. */
export function wantsJson(argv: readonly string[]): boolean {
  return ownWords(argv).some((word) => word === '--json' || word.startsWith('--json='));
}

/** `--no-color` is NO_COLOR for this process and all that it starts. */
export function variablesOf(
  argv: readonly string[],
  variables: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string | undefined>> {
  return ownWords(argv).includes('--no-color') ? { ...variables, NO_COLOR: '1' } : variables;
}
