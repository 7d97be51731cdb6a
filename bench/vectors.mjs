// The nearest of 43,000 vectors of 768 dimensions: by MariaDB's vector index as aether makes and asks it, beside the exact
// scan of the server; and by aether's own exact scan of bytes, rescored. Made-up vectors in 400 clusters of 48 directions.
//   npm run bench:vectors -- [--vectors 43000] [--queries 200] [--json]
import {
  createVectorTable,
  dropVectorTable,
  vectorTableName,
} from '../dist/lib/search/embed/space/vector-table.js';
import { cosine, toBytes } from '../dist/lib/search/embed/vectors.js';
import { compareAll } from '../dist/lib/search/lsa/nearest-products.js';
import { quantise } from '../dist/lib/search/lsa/quantised.js';
import { openSearch } from '../dist/lib/search/open-search.js';
import { seededRandom } from '../dist/lib/search/scores/seeded-random.js';
import { scanTable } from '../dist/lib/search/space/scan-table.js';
import { benchContext } from './support/bench-context.mjs';
import { median, report } from './support/report.mjs';
import { openBench, option } from './support/servers.mjs';

const VECTORS = option('vectors', 43_000);
const QUERIES = option('queries', 200);
const DIMENSIONS = 768;
const [CLUSTERS, DIRECTIONS, NOISE] = [400, 48, 0.02];
const [COUNT, RESCORED, PART] = [10, 50, 500];

const random = seededRandom(7);
/** The sum of twelve draws is nearly normal. */
const normal = () => Array.from({ length: 12 }, random).reduce((sum, value) => sum + value, -6);
const unit = (vector) => {
  const length = Math.hypot(...vector);
  return Float32Array.from(vector, (value) => value / length);
};

function makeVectors(count) {
  const basis = Array.from({ length: DIRECTIONS }, () => unit(Array.from({ length: DIMENSIONS }, normal)));
  const centres = Array.from({ length: CLUSTERS }, () => Array.from({ length: DIRECTIONS }, () => normal()));
  return Array.from({ length: count }, () => {
    const centre = centres[Math.floor(random() * CLUSTERS)];
    const vector = Array.from({ length: DIMENSIONS }, () => (random() - 0.5) * NOISE);
    basis.forEach((direction, at) => {
      const weight = centre[at] + 0.5 * normal();
      for (let place = 0; place < DIMENSIONS; place += 1) vector[place] += weight * direction[place];
    });
    return unit(vector);
  });
}

const contextIn = (cwd) => benchContext(['search'], cwd);

async function timed(work) {
  const startedAt = performance.now();
  const result = await work();
  return { result, milliseconds: performance.now() - startedAt };
}

async function measure(connection) {
  const made = makeVectors(VECTORS + QUERIES);
  const [vectors, queries] = [made.slice(0, VECTORS), made.slice(VECTORS)];
  const space = { id: 4242, dimensions: DIMENSIONS };
  const table = vectorTableName(space.id);
  await createVectorTable(connection, space);
  const filled = await timed(async () => {
    for (let from = 0; from < vectors.length; from += PART) {
      const part = vectors.slice(from, from + PART);
      const values = part.flatMap((vector, at) => [from + at + 1, Buffer.alloc(32), toBytes(vector)]);
      await connection.run(`INSERT INTO ${table} VALUES ${part.map(() => '(?, ?, ?)').join(', ')}`, values);
    }
  });
  const scan = await scanTable(connection, table);
  const bytes = Buffer.concat(vectors.map(quantise));
  const products = {
    dimensions: DIMENSIONS,
    segments: [
      { productIds: Float64Array.from(vectors, (_, at) => at + 1), vectors: bytes, replaced: undefined },
    ],
  };
  const exactly = (query) =>
    compareAll(products, Float64Array.from(query))
      .nearest(RESCORED)
      .map(([id]) => [id, cosine(vectors[id - 1], query)])
      .toSorted((left, right) => right[1] - left[1])
      .slice(0, COUNT);
  const found = { index: [], server: [], own: [], recall: [], ownRecall: [] };
  for (const query of queries) {
    const truth = vectors.map((vector, at) => [at + 1, cosine(vector, query)]);
    const best = new Set(
      truth
        .toSorted((left, right) => right[1] - left[1])
        .slice(0, COUNT)
        .map(([id]) => id),
    );
    const share = (hits) => hits.filter(([id]) => best.has(id)).length / COUNT;
    const asked = await timed(() => scan.nearest(query, COUNT));
    const own = await timed(async () => exactly(query));
    found.index.push(asked.milliseconds);
    found.own.push(own.milliseconds);
    found.recall.push(share(asked.result));
    found.ownRecall.push(share(own.result));
    if (found.server.length >= 20) continue;
    const whole = `SELECT product_id FROM ${table} IGNORE INDEX (vi) ORDER BY VEC_DISTANCE_COSINE(v, ?) LIMIT ${COUNT}`;
    found.server.push((await timed(() => connection.query(whole, [toBytes(query)]))).milliseconds);
  }
  await dropVectorTable(connection, space.id);
  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const bar = (what, [ours, theirs], unit, ratio = theirs / ours) => {
    return {
      name: `${VECTORS.toLocaleString('en-US')} x ${DIMENSIONS}, ${what}`,
      ours,
      theirs,
      ratio,
      unit,
      runs: QUERIES,
    };
  };
  const [index, own] = [median(found.index), median(found.own)];
  const [recall, ownRecall] = [mean(found.recall), mean(found.ownRecall)];
  report('vectors', [
    bar('vector index, median : exact in the server', [index, median(found.server)], 'ms'),
    bar('vector index, median : 1 ms', [index, 1], 'ms'),
    bar('vector index, recall : 0.98', [recall, 0.98], '', recall / 0.98),
    bar('own exact scan, median : 3 ms', [own, 3], 'ms'),
    bar('own exact scan, recall : 1', [ownRecall, 1], '', ownRecall),
    bar('filling the index : 60 s', [filled.milliseconds / 1000, 60], 's'),
  ]);
}

const bench = openBench();
try {
  // What a catalogue of this size needs, as search.md measured: 1.3 times the file of its graph.
  bench.sql('SET GLOBAL mhnsw_max_cache_size = 268435456');
  const { connection } = await openSearch(contextIn(bench.directory));
  await measure(connection);
  connection.destroy();
} finally {
  bench[Symbol.dispose]();
}
