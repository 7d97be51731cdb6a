import type { OptionSpec } from '../../core/command.ts';

/** The options that every command takes. */
export interface GlobalOptions {
  readonly env?: string;
  readonly json?: 'document' | 'stream';
  readonly yes: boolean;
  readonly confirm?: string;
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
    description: 'do not ask, also if the plan for this environment, sandbox or lab destroys data',
  },
  debug: {
    flags: '--debug',
    description: 'show stack traces with errors',
    fallback: false,
    variable: 'AETHER_DEBUG',
  },
};

/** `--json` alone means `--json=document`; said explicitly, so that it never swallows the argument behind it. */
export function spellOutJson(argv: readonly string[]): string[] {
  const end = argv.indexOf('--');
  return argv.map((word, index) =>
    word === '--json' && (end === -1 || index < end) ? '--json=document' : word,
  );
}

/** The same decision before the command line is parsed, for errors in the command line itself. */
export function wantsJson(argv: readonly string[]): boolean {
  return argv.some((word) => word === '--json' || word.startsWith('--json='));
}
