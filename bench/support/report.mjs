// How every bench tells its figures: a table of ratios, or one document with --json.
import { cpus } from 'node:os';

export function median(values) {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)];
}

/** figures: { name, ours, theirs, ratio, unit, runs, bound? }; a ratio above 1 means that ours is better. */
export function report(name, figures) {
  if (process.argv.includes('--json')) {
    const machine = `${cpus().length} x ${cpus()[0].model}`;
    console.log(JSON.stringify({ name, machine, figures: figures.map(withoutBound) }));
    return;
  }
  for (const { name: what, ours, theirs, ratio, unit, bound } of figures) {
    const wanted = bound === undefined ? '' : `  (wanted: ${bound})`;
    console.log(
      `${what.padEnd(46)} ${ours.toFixed(2)} : ${theirs.toFixed(2)} ${unit}  ratio ${ratio.toFixed(2)}${wanted}`,
    );
  }
}

/** The bound is for people who read the table; the document holds what was measured. */
function withoutBound({ name, ours, theirs, ratio, unit, runs }) {
  return { name, ours, theirs, ratio, unit, runs };
}
