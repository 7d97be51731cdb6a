// Queries one after the other in one session of aether, and on one connection by the server's FULLTEXT: the times of each,
// as JSON. The first round is not counted: it reads the vectors, and the code is not compiled yet.
import { createRedactor } from '../../dist/lib/core/redact.js';
import { createContext } from '../../dist/lib/infra/cli/create-context.js';
import { openSearch } from '../../dist/lib/search/open-search.js';
import { openWarmSearch } from '../../dist/lib/search/search-session.js';

const ROUNDS = 4;
const queries = JSON.parse(process.argv[2]);
const nothing = () => undefined;
const context = createContext({
  command: { words: ['search'], effects: {} },
  argv: [],
  cwd: process.cwd(),
  variables: process.env,
  signal: new AbortController().signal,
  redactor: createRedactor(),
  prompt: { interactive: false },
  stdin: process.stdin,
  globals: {},
  sink: nothing,
  showPlan: nothing,
  show: nothing,
  print: nothing,
});

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
