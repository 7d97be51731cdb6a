// The whole path of `aether ingest aethermart`, fourteen files checked, loaded, cleansed and normalised into about forty
// tables, against the mariadb client that only loads the same files into tables of one row per record. At several sizes:
// the cost of a record must not grow with them.
//   npm run bench:pipeline -- [--items 300000] [--factor 3] [--json]
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { report } from './support/report.mjs';
import { loadStatement, openBench, option } from './support/servers.mjs';

/** Order items of the smaller and of the larger size; everything else grows with them. */
const ITEMS = option('items', 300_000);
const FACTOR = option('factor', 3);
/** What `aether generate` gives: four orders for each customer, 2.14 items an order. */
const ITEMS_PER_CUSTOMER = 8.55;

/** Each size has servers of its own, so that both begin with empty tables. */
function measure(items) {
  const bench = openBench();
  try {
    const customers = Math.round(items / ITEMS_PER_CUSTOMER);
    bench.aether('generate', '--customers', String(customers), '--out', 'shop');
    const { seconds, stdout } = bench.aether('ingest', 'aethermart', '--from', 'shop', '--json');
    const { files } = JSON.parse(stdout).data;
    const records = files.reduce((sum, file) => sum + file.parsed, 0);
    const lost = files.reduce((sum, file) => sum + file.rejected, 0);
    if (lost > 0) throw new Error(`${lost} sound records were rejected`);
    return { records, ours: records / seconds, theirs: records / loadOnly(bench) };
  } finally {
    bench[Symbol.dispose]();
  }
}

/** Seconds of the client for the same files, into copies of the staging tables. */
function loadOnly(bench) {
  const shop = join(bench.directory, 'shop');
  let seconds = 0;
  for (const name of readdirSync(shop).filter((file) => file.endsWith('.csv'))) {
    const table = `raw_${basename(name, '.csv')}`;
    const path = join(shop, name);
    const header = readFileSync(path, { encoding: 'utf8' }).slice(0, 4096).split('\n', 1)[0];
    bench.sql(`CREATE TABLE ${table} LIKE aethermart_stage.aethermart_${basename(name, '.csv')}`);
    const numbered = `(${header}) SET _file = 1, _record = (@n := @n + 1)`;
    seconds += bench.sql(`SET @n = 0; ${loadStatement(path, table, numbered)}`).seconds;
  }
  return seconds;
}

const small = measure(ITEMS);
const large = measure(ITEMS * FACTOR);
const figure = ({ records, ours, theirs }) => ({
  name: `${records.toLocaleString('en-US')} records, whole path : loading alone`,
  ours,
  theirs,
  ratio: ours / theirs,
  unit: 'records/s',
  runs: 1,
});
report('pipeline', [
  figure(small),
  figure(large),
  {
    name: `${FACTOR} times the records : the smaller size`,
    ours: large.ours,
    theirs: small.ours,
    ratio: large.ours / small.ours,
    unit: 'records/s',
    runs: 1,
    least: 0.9,
  },
]);
