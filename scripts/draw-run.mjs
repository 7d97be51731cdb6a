// Draws docs/run.svg, the picture of README.md, from what the commands below really print on a terminal of 96 columns. They run
// on a sandbox of their own, which is removed afterwards: node scripts/draw-run.mjs
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const COLUMNS = 96;
const LINE = 19;
const LETTER = 8.4;
const MARGIN = 18;
const ESCAPE = '\u001B';

/** Not shown: what the pictured commands need. */
const BEFORE = [
  'sandbox up --yes',
  'schema apply --yes',
  'generate --products 400 --customers 200 --dirty 0.2% --out shop',
];
/** With how many lines of the result fit into the picture. */
const SHOWN = [
  ['ingest aethermart --from shop --max-rejects 5%', 15],
  ["search 'ergonomic keybord' --channel web --currency EUR", 8],
  ['schema status', 8],
];
const AFTER = ['sandbox down --purge --confirm sandbox'];

const root = fileURLToPath(new URL('../', import.meta.url));
const directory = mkdtempSync(join(tmpdir(), 'aether-run-'));

/** Runs a command on a terminal, and returns its result as the terminal gets it. */
function run(words) {
  const command = `stty cols ${COLUMNS} rows 60; exec node ${root}bin/aether.js ${words} 2>error.log`;
  const { stdout } = spawnSync('script', ['--quiet', '--return', '--command', command, '/dev/null'], {
    cwd: directory,
    env: {
      PATH: process.env.PATH,
      HOME: directory,
      TERM: 'xterm-256color',
      AETHER_STATE_DIR: join(directory, '.aether'),
    },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return stdout.replaceAll('\r', '').trimEnd().split('\n');
}

/** ECMA-48 SGR. */
const STYLE_CODE = new RegExp(`${ESCAPE}\\[([\\d;]*)m`);
const COLORS = { 31: '#ff7b72', 32: '#7ee787', 33: '#e3b341' };

/** The runs of one line that have one style. */
function spansOf(line) {
  const spans = [];
  const style = { color: '#e6edf3', bold: false, dim: false };
  // Text and codes take turns, as the expression has a group.
  for (const [place, part] of line.split(STYLE_CODE).entries()) {
    if (place % 2 === 0) {
      if (part !== '') spans.push({ text: part, ...style });
    } else if (part === '1') style.bold = true;
    else if (part === '2') style.dim = true;
    else if (part === '22') Object.assign(style, { bold: false, dim: false });
    else if (COLORS[part] !== undefined) style.color = COLORS[part];
    else Object.assign(style, { color: '#e6edf3', ...(part === '39' ? {} : { bold: false, dim: false }) });
  }
  return spans;
}

const escape = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

function draw(lines) {
  const width = Math.round(COLUMNS * LETTER + 2 * MARGIN);
  const height = lines.length * LINE + 2 * MARGIN;
  const rows = lines.map((line, index) => {
    const spans = spansOf(line).map(
      ({ text, color, bold, dim }) =>
        `<tspan fill="${dim ? '#8b949e' : color}"${bold ? ' font-weight="bold"' : ''}>${escape(text)}</tspan>`,
    );
    return `<text x="${MARGIN}" y="${MARGIN + (index + 0.75) * LINE}" xml:space="preserve">${spans.join('')}</text>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">`,
    '<title>aether checks and loads the files of a shop, then searches its catalogue</title>',
    `<rect width="100%" height="100%" rx="8" fill="#0d1117"/>`,
    `<g font-family="ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace" font-size="14">`,
    ...rows,
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}

try {
  for (const words of BEFORE) run(words);
  const lines = SHOWN.flatMap(([words, most]) => {
    const result = run(words);
    const shown = result.length > most ? [...result.slice(0, most), '…'] : result;
    return [`${ESCAPE}[1m$ aether ${words}${ESCAPE}[22m`, ...shown, ''];
  });
  writeFileSync(`${root}docs/run.svg`, draw(lines.slice(0, -1)));
} finally {
  for (const words of AFTER) run(words);
  rmSync(directory, { recursive: true });
}
