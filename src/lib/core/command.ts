import type { Plan } from './plan.ts';

/** Values that completion in the shell looks up when they are asked for. */
export type ValueKind = 'environment' | 'source' | 'host' | 'run' | 'file' | 'directory';

/** The names that come with the package and that completion offers for a value. */
export type Completion = () => Promise<readonly string[]>;

/** What an option's text turns into; `parse` throws a plain Error with one sentence if the text is wrong. */
export interface OptionSpec<Value> {
  /** `--galera`, or `--from <dir>` with the name of its value. */
  readonly flags: string;
  readonly description: string;
  readonly parse?: (text: string) => Value;
  readonly fallback?: Value;
  readonly choices?: readonly string[];
  /** For values that are neither choices nor named by their placeholder, as `<host>` is. */
  readonly completes?: Completion;
  /** The environment variable that sets it if the flag is not given. */
  readonly variable?: string;
}

/** An argument by position: `<source>` must be there, `[file]` may be, `<cmd...>` takes the rest. */
export interface ArgumentSpec {
  readonly name: string;
  readonly description: string;
  readonly choices?: readonly string[];
  readonly completes?: Completion;
}

export interface Example {
  readonly command: string;
  readonly does: string;
}

/** A list in a command's help: a term and what it means. */
export interface HelpSection {
  readonly title: string;
  readonly rows: readonly (readonly [term: string, meaning: string])[];
}

/** What a command touches, shown in its help. */
export interface Effects {
  readonly reads?: string;
  readonly writes?: string;
  readonly destroys?: string;
}

export type OptionTable = Readonly<Record<string, OptionSpec<unknown>>>;

type OptionValue<Spec> =
  Spec extends OptionSpec<infer Value>
    ? Spec extends { fallback: unknown }
      ? Value
      : Value | undefined
    : never;

export type OptionValues<Options extends OptionTable> = {
  readonly [Name in keyof Options]: OptionValue<Options[Name]>;
};

/** What a command answers: the data for `--json` and the same as lines for people. */
export interface CommandResult {
  readonly data: unknown;
  readonly text: (view: TextView) => string;
  /** 1: it ran to its end, and the answer is no. 2: it ran to its end, and there is no answer. */
  readonly exitCode?: 0 | 1 | 2;
  /** Commands to type next. */
  readonly next?: readonly string[];
}

/** What a table does on a terminal that is too narrow for its wrapped cells. */
export interface TableLayout {
  /** Heads of the columns that may be left out, the least important one first. */
  readonly drop?: readonly string[];
}

/** How to draw for the stream at hand; plain if it is not a terminal. */
export interface TextView {
  /** In columns; Infinity if it is not a terminal. */
  readonly width: number;
  readonly style: Style;
  /** Heads are shown in capitals. Text is wrapped, and numbers never are. */
  table(head: readonly string[], rows: readonly (readonly string[])[], layout?: TableLayout): string;
  plan(plan: Plan): string;
}

export type Paint = (text: string) => string;

/** Colours by meaning, not by name. */
export interface Style {
  readonly strong: Paint;
  readonly dim: Paint;
  readonly good: Paint;
  readonly warn: Paint;
  readonly bad: Paint;
}

export interface CommandInput<Options extends OptionTable> {
  readonly args: readonly string[];
  readonly options: OptionValues<Options>;
}

export const COMMAND_GROUPS = ['Set up', 'Local servers', 'Database', 'Cluster', 'Data'] as const;

export type CommandGroup = (typeof COMMAND_GROUPS)[number];

/** A noun with commands below it: `schema` of `schema plan`. Described in `src/nouns`. */
export interface NounSpec {
  readonly word: string;
  readonly summary: string;
  readonly examples: readonly [Example, ...Example[]];
}

/** One subcommand as data. `run` imports its capability itself, so that `--help` loads none. */
export interface CommandSpec<Context, Options extends OptionTable = OptionTable> {
  /** `['sandbox', 'up']` is typed `aether sandbox up`. */
  readonly words: readonly [string, ...string[]];
  readonly group: CommandGroup;
  readonly summary: string;
  readonly arguments?: readonly ArgumentSpec[];
  readonly options: Options;
  readonly examples: readonly [Example, ...Example[]];
  readonly effects: Effects;
  /** What its help lists from files that are there: loaded for its help and its documents alone. */
  readonly helpSections?: () => Promise<readonly HelpSection[]>;
  /** The table of the meta database that a run which changes something enters its id in. */
  readonly ledger?: string;
  /**
   * It asks nothing of the machines that an environment names. So it is not run inside the network of a lab, and also
   * where the lab is down.
   */
  readonly isLocal?: true;
  /** What exit code 1 means for this command, where it has a meaning. */
  readonly answerNo?: string;
  readonly run: (input: CommandInput<Options>, context: Context) => Promise<CommandResult>;
}

/** An on/off option. */
export function flag(flags: `--${string}`, description: string): OptionSpec<boolean> & { fallback: boolean } {
  return { flags, description, fallback: false };
}

/** An option that takes a text. */
export function text(flags: `--${string}`, description: string): OptionSpec<string> {
  return { flags, description, parse: (value) => value };
}
