// Queries one after the other in one session of aether, and on one connection by the server's FULLTEXT: the times of each,
// as JSON. The first round is not counted: it reads the vectors, and the code is not compiled yet.
import { openSearch } from '../../dist/lib/search/open-search.js';
import { openWarmSearch } from '../../dist/lib/search/search-session.js';
import { benchContext } from './bench-context.mjs';

const ROUNDS = 4;
const queries = JSON.parse(process.argv[2]);
const context = benchContext(['search']);

const request = { mode: 'hybrid', k: 10, offset: 0, facets: false, reviews: false, inStock: false };
const MATCH = 'MATCH (title) AGAINST (?)';
const BODY = 'MATCH (body) AGAINST (?)';
const warm = await openWarmSearch(context);
const { connection } = await openSearch(context);
const found = { wall: [], cpu: [], fulltext: [] };
for (let round = 0; round < ROUNDS; round += 1) {
  for (const query of queries) {
    const before = process.cpuUsage();
    let startedAt = performance.now();
    await warm.answer({ ...request, query });
    const wall = performance.now() - startedAt;
    const { user, system } = process.cpuUsage(before);
    startedAt = performance.now();
    await connection.query(
      `SELECT product_no, 3 * ${MATCH} + ${BODY} AS score FROM bench_fulltext WHERE ${MATCH} OR ${BODY}
        ORDER BY score DESC LIMIT 10`,
      [query, query, query, query],
    );
    if (round === 0) continue;
    found.wall.push(wall);
    found.cpu.push((user + system) / 1000);
    found.fulltext.push(performance.now() - startedAt);
  }
}
console.log(JSON.stringify(found));
process.exit(0);
