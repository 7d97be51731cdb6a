import type {
  CommandGroup,
  Effects,
  Example,
  HelpSection,
  NounSpec,
  ValueKind,
} from '../../../core/command.ts';

/** An option or argument as data: what help, completion and the man page say of it. */
export interface ValueEntry {
  readonly description: string;
  readonly choices?: readonly string[];
  /** A kind that is looked up, or the names themselves. */
  readonly completes?: ValueKind | readonly string[];
}

export interface ArgumentEntry extends ValueEntry {
  readonly name: string;
}

export interface OptionEntry extends ValueEntry {
  readonly flags: string;
  readonly variable?: string;
  /** The default, as text. */
  readonly fallback?: string;
}

/** A command without its code. */
export interface CommandEntry {
  readonly words: readonly string[];
  readonly group: CommandGroup;
  readonly summary: string;
  readonly arguments: readonly ArgumentEntry[];
  readonly options: readonly OptionEntry[];
  readonly examples: readonly Example[];
  readonly effects: Effects;
  readonly sections: readonly HelpSection[];
  readonly answerNo?: string;
}

/** All commands in one file, so that help, completion and the man page load none of them. */
export interface CommandTable {
  readonly version: string;
  readonly commands: readonly CommandEntry[];
  readonly nouns: readonly NounSpec[];
  readonly globals: readonly OptionEntry[];
  /** Of the environment; those of one option are with the option. */
  readonly variables: readonly (readonly [name: string, meaning: string])[];
}
