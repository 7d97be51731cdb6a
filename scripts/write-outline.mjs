// Writes dist/commands/outline.json: what the list of all commands says of each, so that `aether --help` imports none.
import { writeFileSync } from 'node:fs';

const commands = new URL('../dist/commands/', import.meta.url);
const { discoverCommands } = await import('../dist/lib/infra/cli/discover-commands.js');

const outline = (await discoverCommands(commands, [])).map((command) => ({
  words: command.words,
  group: command.group,
  summary: command.summary,
  arguments: command.arguments,
}));
writeFileSync(new URL('outline.json', commands), `${JSON.stringify(outline)}\n`);
