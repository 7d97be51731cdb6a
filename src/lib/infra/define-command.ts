import type { CommandSpec, OptionTable } from '../core/command.ts';
import type { Context } from './context.ts';

/** A command for aether's own context; infers the types of its options. */
export function defineCommand<const Options extends OptionTable>(
  spec: CommandSpec<Context, Options>,
): CommandSpec<Context, Options> {
  return spec;
}
