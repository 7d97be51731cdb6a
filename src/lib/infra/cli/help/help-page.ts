/** A page of help as data: each block is a title over rows of a term and what it means, or over lines to copy. */
export interface HelpBlock {
  readonly title: string;
  readonly rows?: readonly (readonly [term: string, meaning: string])[];
  /** The meanings are below their terms, not beside them. */
  readonly isStacked?: boolean;
  /** Never broken. */
  readonly lines?: readonly string[];
}

export interface HelpView {
  readonly width: number;
  readonly strong: (text: string) => string;
}

const INDENT = 2;
const GAP = 2;
/** A longer term has its meaning on the next line. */
const TERM_MAX = 30;
/** With less room the meanings go below their terms. */
const MEANING_MIN = 28;

/** Draws blocks within a width; only a single word that is longer than it goes over. */
export function renderBlocks(blocks: readonly HelpBlock[], view: HelpView): string {
  return blocks.map((block) => renderBlock(block, view)).join('\n\n');
}

function renderBlock(block: HelpBlock, view: HelpView): string {
  const texts = (block.lines ?? []).map((line) => ' '.repeat(INDENT) + line);
  return [view.strong(block.title), ...texts, ...renderRows(block, view)].join('\n');
}

function renderRows({ rows = [], isStacked = false }: HelpBlock, view: HelpView): string[] {
  const lengths = rows.map(([term]) => term.length).filter((length) => length <= TERM_MAX);
  const column = INDENT + Math.max(0, ...lengths) + GAP;
  const isBelow = isStacked || view.width - column < MEANING_MIN;
  const start = isBelow ? INDENT * 3 : column;
  return rows.flatMap(([term, meaning]) => {
    const [first = '', ...more] = wrap(meaning, view.width - start);
    const isBeside = !isBelow && INDENT + term.length + GAP <= column;
    const head = ' '.repeat(INDENT) + term;
    const rest = more.map((line) => ' '.repeat(start) + line);
    if (isBeside) return [`${head.padEnd(start)}${first}`.trimEnd(), ...rest];
    return [head, ...(first === '' ? [] : [' '.repeat(start) + first]), ...rest];
  });
}

/** Breaks at spaces. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}
