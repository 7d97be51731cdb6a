import { AetherError, throwIfAborted, toAetherError } from '../../core/errors.ts';

export interface Choice {
  readonly name: string;
  readonly value: string;
}

/** Questions to the person at the terminal. Where there is none, asking is an error that names the flag to add. */
export interface Prompt {
  readonly interactive: boolean;
  confirm(message: string): Promise<boolean>;
  input(
    message: string,
    options?: { fallback?: string; validate?: (text: string) => true | string },
  ): Promise<string>;
  select(message: string, choices: readonly Choice[]): Promise<string>;
  /**
   * One line, with those before it at the arrow keys; undefined at Ctrl-C and Ctrl-D.
   * @param history the lines before it, the last one first; the new one is added
   */
  line(message: string, history: string[]): Promise<string | undefined>;
}

/** inquirer draws on stdout and takes a piped line for an answer: so it gets stderr, and only where both ends are terminals. */
export function createPrompt(streams: {
  readonly stdin: NodeJS.ReadStream;
  readonly stderr: NodeJS.WriteStream;
  readonly signal: AbortSignal;
}): Prompt {
  const interactive = streams.stdin.isTTY && streams.stderr.isTTY;
  const requireTerminal = () => {
    if (interactive) return;
    throw new AetherError('CONFIRMATION_REQUIRED', 'not a terminal: nobody can be asked', {
      hint: 'give the answers as flags; --help lists them',
    });
  };
  const ask = async <Answer>(question: Record<string, unknown>): Promise<Answer> => {
    requireTerminal();
    const { createPromptModule } = await import('inquirer');
    // The signal ends a question at once, and one that was interrupted before it is drawn is never asked.
    const module = createPromptModule({
      output: streams.stderr,
      input: streams.stdin,
      signal: streams.signal,
    });
    try {
      const answers = await module<{ answer: Answer }>([{ ...question, name: 'answer' }] as never);
      return answers.answer as Answer;
    } catch (thrown) {
      if (streams.signal.aborted) throw toAetherError(streams.signal.reason);
      if (thrown instanceof Error && thrown.name === 'ExitPromptError') {
        throw new AetherError('INTERRUPTED', 'cancelled at the prompt; nothing was changed', {
          cause: thrown,
        });
      }
      throw thrown;
    }
  };
  return {
    interactive,
    confirm: (message) => ask<boolean>({ type: 'confirm', message, default: false }),
    input: (message, options = {}) =>
      ask<string>({ type: 'input', message, default: options.fallback, validate: options.validate }),
    select: (message, choices) => ask<string>({ type: 'select', message, choices }),
    line: async (message, history) => {
      requireTerminal();
      return askForLine(streams, message, history);
    },
  };
}

/** inquirer has neither a history nor an end of input. */
async function askForLine(
  { stdin, stderr, signal }: { stdin: NodeJS.ReadStream; stderr: NodeJS.WriteStream; signal: AbortSignal },
  message: string,
  history: string[],
): Promise<string | undefined> {
  const { createInterface } = await import('node:readline');
  throwIfAborted(signal);
  const asker = createInterface({ input: stdin, output: stderr, terminal: true, history: [...history] });
  const end = () => asker.close();
  signal.addEventListener('abort', end, { once: true });
  try {
    const line = await new Promise<string | undefined>((resolve) => {
      asker.once('close', () => resolve(undefined));
      asker.question(`${message} `, resolve);
    });
    throwIfAborted(signal);
    if (line !== undefined && line !== '') history.unshift(line);
    // What is written next begins on a line of its own.
    if (line === undefined) stderr.write('\n');
    return line;
  } finally {
    signal.removeEventListener('abort', end);
    asker.close();
  }
}
