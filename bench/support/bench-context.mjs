import { createRedactor } from '../../dist/lib/core/redact.js';
import { createContext } from '../../dist/lib/infra/cli/create-context.js';

const nothing = () => undefined;

/** The context of a run in this process, which asks nobody and shows nothing. */
export function benchContext(words, cwd = process.cwd()) {
  return createContext({
    command: { words, effects: {} },
    argv: [],
    cwd,
    variables: process.env,
    signal: new AbortController().signal,
    holdExit: () => ({ [Symbol.dispose]: nothing }),
    redactor: createRedactor(),
    prompt: { interactive: false },
    stdin: process.stdin,
    globals: {},
    sink: nothing,
    showPlan: nothing,
    show: nothing,
    print: nothing,
  });
}
