import type { HelpSection } from '../../core/command.ts';
import type { Command } from './discover-commands.ts';

/** What stands under the options in a command's help: examples, what it touches, its exit codes. */
export function helpText(command: Command): string {
  const width = Math.max(...command.examples.map((example) => example.command.length));
  const lines = (command.sections ?? []).flatMap(sectionLines);
  lines.push('', 'Examples:');
  for (const example of command.examples)
    lines.push(`  $ ${example.command.padEnd(width)}  # ${example.does}`);
  const effects = Object.entries(command.effects).filter(([, what]) => what !== undefined);
  if (effects.length > 0) {
    lines.push('', 'Effects:');
    for (const [kind, what] of effects) lines.push(`  ${kind.padEnd(9)} ${what}`);
  }
  lines.push(
    '',
    `Exit codes: 0 ok, ${answerNo(command)}2 failed, 64 usage, 78 configuration, 130 interrupted`,
  );
  return lines.join('\n');
}

function sectionLines({ title, rows }: HelpSection): string[] {
  const width = Math.max(0, ...rows.map(([term]) => term.length));
  return ['', `${title}:`, ...rows.map(([term, meaning]) => `  ${term.padEnd(width)}  ${meaning}`)];
}

function answerNo(command: Command): string {
  return command.answerNo === undefined ? '' : `1 ${command.answerNo}, `;
}
