/** What a lab is called where no `--name` is given; its environment is then `--env lab`. */
export const DEFAULT_LAB = 'lab';

/** A command about a lab, as it is typed: `labCommand('two', 'up')` is `aether lab up --name two`. */
export function labCommand(lab: string, words: string): string {
  return `aether lab ${words}${lab === DEFAULT_LAB ? '' : ` --name ${lab}`}`;
}
