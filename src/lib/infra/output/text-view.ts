import { Chalk } from 'chalk';
import Table from 'cli-table3';
import type { Style, TextView } from '../../core/command.ts';
import { renderPlan } from './render-plan.ts';

/** chalk does not heed NO_COLOR by itself, so the level is always given. */
export function createStyle(level: 0 | 1): Style {
  const chalk = new Chalk({ level });
  return {
    strong: (text) => chalk.bold(text),
    dim: (text) => chalk.dim(text),
    good: (text) => chalk.green(text),
    warn: (text) => chalk.yellow(text),
    bad: (text) => chalk.red(text),
  };
}

const NO_BORDER = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '  ',
};

const NUMBER = /^[\d,.]+( (B|KiB|MiB|GiB|TiB|rows))?$/;

/** Draws results for one stream; without colour it is plain text that can be piped. */
export function createTextView(level: 0 | 1, width: number): TextView {
  const style = createStyle(level);
  const table = (head: readonly string[], rows: readonly (readonly string[])[]): string => {
    // cli-table3 paints heads and borders even into pipes unless its styles are emptied.
    const drawn = new Table({
      chars: NO_BORDER,
      style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
      head: head.map((cell) => style.dim(cell)),
      colAligns: head.map((_, column) => columnAlignment(rows, column)),
    });
    for (const row of rows) drawn.push([...row]);
    return drawn
      .toString()
      .split('\n')
      .map((line) => line.trimEnd())
      .join('\n');
  };
  return { width, style, table, plan: (plan) => renderPlan(plan, style, table) };
}

function columnAlignment(rows: readonly (readonly string[])[], column: number): 'left' | 'right' {
  const cells = rows.map((row) => row[column] ?? '').filter((cell) => cell !== '' && cell !== '-');
  return cells.length > 0 && cells.every((cell) => NUMBER.test(cell)) ? 'right' : 'left';
}
