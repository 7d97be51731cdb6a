// Writes dist/commands/table.json: all that help, completion and the man page say of the commands, so that they load none.
import { writeFileSync } from 'node:fs';

const commands = new URL('../dist/commands/', import.meta.url);
const { describeCommands } = await import('../dist/lib/infra/cli/table/describe-commands.js');

writeFileSync(new URL('table.json', commands), `${JSON.stringify(await describeCommands(commands))}\n`);
