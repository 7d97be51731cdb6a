import { Chalk } from 'chalk';
import type { Style, TextView } from '../../core/command.ts';
import { renderPlan } from './render-plan.ts';
import { tableDrawer } from './table/draw-table.ts';

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

/**
 * Draws results for one stream; without colour it is plain text that can be piped.
 * @param width in columns; Infinity if the stream is not a terminal
 */
export function createTextView(level: 0 | 1, width: number): TextView {
  const style = createStyle(level);
  const table = tableDrawer(style, width);
  return { width, style, table, plan: (plan) => renderPlan(plan, style, table) };
}
