import { command } from '../../src/commands/lab-fault.ts';
import type { Command } from '../../src/lib/infra/cli/load-command.ts';
import { parseCommandLine } from '../../src/lib/infra/cli/parse-command-line.ts';
import type { FaultOrder } from '../../src/lib/infra/fault/fault-injector.ts';
import type { FaultKind } from '../../src/lib/infra/fault/fault-kind.ts';

/** What the example of a fault orders, as the command line is parsed. Throws if it cannot be. */
export function exampleOrder({ example }: FaultKind): FaultOrder {
  const found = parseCommandLine(
    { command: command as unknown as Command, wordCount: 2 },
    example.command.split(' ').slice(1),
  );
  const [host = '', fault = ''] = found.args;
  const { name: _lab, for: seconds, ...options } = found.options as { name: string; for?: number };
  return { host, fault, seconds, options };
}
