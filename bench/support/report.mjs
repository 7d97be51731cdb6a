// How every bench tells its figures: a table of ratios, or one document with --json. The exit code is 1 where a bound was
// missed.
import { cpus } from 'node:os';

export function median(values) {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)];
}

/**
 * figures: { name, ours, theirs, ratio, ratios?, unit, runs, least? }; a ratio above 1 means that ours is better,
 * `ratios` holds those of the rounds, `least` is the bound. circumstances: what of the machine the figures hang on, by name.
 */
export function report(name, figures, circumstances = {}) {
  if (figures.some(({ ratio, least = 0 }) => ratio < least)) process.exitCode = 1;
  if (process.argv.includes('--json')) {
    const machine = `${cpus().length} x ${cpus()[0].model}`;
    console.log(JSON.stringify({ name, machine, ...circumstances, figures }));
    return;
  }
  for (const [what, value] of Object.entries(circumstances)) console.log(`${what}: ${value}`);
  for (const { name: what, ours, theirs, ratio, ratios = [], unit, least } of figures) {
    const wanted = least === undefined ? '' : `  (wanted: at least ${least})`;
    const spread =
      ratios.length < 2 ? '' : ` (${decimals(Math.min(...ratios))}-${decimals(Math.max(...ratios))})`;
    console.log(
      `${what.padEnd(46)} ${decimals(ours)} : ${decimals(theirs)} ${unit}  ratio ${decimals(ratio)}${spread}${wanted}`,
    );
  }
}

function decimals(value) {
  return value.toFixed(2);
}
