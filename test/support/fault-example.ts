import { command } from '../../src/commands/lab-fault.ts';
import { buildProgram, type Invocation } from '../../src/lib/infra/cli/build-program.ts';
import type { Command } from '../../src/lib/infra/cli/discover-commands.ts';
import type { FaultOrder } from '../../src/lib/infra/fault/fault-injector.ts';
import type { FaultKind } from '../../src/lib/infra/fault/fault-kind.ts';

/** What the example of a fault orders, as the command line is parsed. Throws if it cannot be. */
export function exampleOrder({ example }: FaultKind): FaultOrder {
  let found: Invocation | undefined;
  const silent = { writeOut: () => undefined, writeErr: () => undefined };
  const program = buildProgram([command as unknown as Command], '0', silent, (invocation) => {
    found = invocation;
  });
  program.parse(example.command.split(' ').slice(1), { from: 'user' });
  if (found === undefined) throw new Error(`${example.command} is not a command`);
  const [host = '', fault = ''] = found.args;
  const { name: _lab, for: seconds, ...options } = found.options as { name: string; for?: number };
  return { host, fault, seconds, options };
}
