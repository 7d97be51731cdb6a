import Table from 'cli-table3';
import type { Style, TextView } from '../../../core/command.ts';
import { fitColumns, GAP } from './fit-columns.ts';
import { wrapCell } from './wrap-cell.ts';

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
  middle: ' '.repeat(GAP),
};

const NUMBER = /^[\d,.]+( (B|KiB|MiB|GiB|TiB|rows))?$/;

/** Draws tables that are at most `width` columns wide, if they can be: Infinity for what is not a terminal. */
export function tableDrawer(style: Style, width: number): TextView['table'] {
  return (head, rows, { drop = [] } = {}) => {
    const titles = head.map((title) => title.toUpperCase());
    const { shown, widths, dropped } = fitColumns(titles, rows, {
      width,
      drop: drop.map((title) => title.toUpperCase()),
    });
    const cellsOf = (row: readonly string[]) =>
      shown.map((column, place) => wrapCell(row[column] ?? '', widths[place] ?? Infinity));
    const hasHead = titles.some((title) => title !== '');
    // cli-table3 paints heads and borders even into pipes unless its styles are emptied.
    const drawn = new Table({
      chars: NO_BORDER,
      style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
      ...(hasHead ? { head: cellsOf(titles).map((cell) => styleLines(cell, style)) } : {}),
      colAligns: shown.map((column) => alignment(rows, column)),
    });
    for (const row of rows) drawn.push(cellsOf(row));
    const lines = drawn.toString().split('\n');
    return [...lines.map((line) => line.trimEnd()), ...noteOf(dropped, style)].join('\n');
  };
}

function styleLines(cell: string, style: Style): string {
  return cell
    .split('\n')
    .map((line) => style.dim(line))
    .join('\n');
}

function noteOf(dropped: readonly string[], style: Style): string[] {
  return dropped.length === 0 ? [] : [style.dim(`a wider terminal also shows ${dropped.join(', ')}`)];
}

function alignment(rows: readonly (readonly string[])[], column: number): 'left' | 'right' {
  const cells = rows.map((row) => row[column] ?? '').filter((cell) => cell !== '' && cell !== '-');
  return cells.length > 0 && cells.every((cell) => NUMBER.test(cell)) ? 'right' : 'left';
}
