// Which writes conflict on Galera: commits per second, and how many attempts ended with 1213, 1205 or 1020, of clients on
// three members at once beside the same clients on one member. Every client tries again until its time is up.
//   npm run bench:conflicts -- [--clients 9] [--seconds 3] [--json]
import mysql from 'mysql2/promise';
import { openBench, option } from './support/servers.mjs';

const CLIENTS = option('clients', 9);
const SECONDS = option('seconds', 3);
const CONFLICTS = new Set([1213, 1205, 1020]);

/** A0 is in one warehouse, B0 in three, the others in one. */
const SHOP = [
  "INSERT INTO address (address_no, country_code) VALUES ('W', 'DE')",
  `INSERT INTO warehouse (warehouse_no, name, address_id)
   SELECT CONCAT('W', seq), 'W', address_id FROM address JOIN seq_1_to_3`,
  "INSERT INTO customer (customer_no) VALUES ('C')",
  `INSERT INTO product (product_no) SELECT CONCAT('A', seq) FROM seq_0_to_${CLIENTS} UNION SELECT 'B0'`,
  'INSERT INTO product_variant (product_id, sku) SELECT product_id, product_no FROM product',
  `INSERT INTO price (variant_id, channel_id, currency_code, amount, valid_from)
   SELECT variant_id, 1, 'EUR', 9.90, '2026-01-01' FROM product_variant`,
  `INSERT INTO stock_level (warehouse_id, variant_id, on_hand)
   SELECT warehouse_id, variant_id, 1000000 FROM warehouse JOIN product_variant
    WHERE warehouse_no = 'W1' OR sku = 'B0'`,
  'CREATE TABLE bench_counter (counter_id INT PRIMARY KEY, value INT NOT NULL)',
  `INSERT INTO bench_counter SELECT seq, 0 FROM seq_0_to_${CLIENTS}`,
  'CREATE TABLE bench_log (log_id BIGINT AUTO_INCREMENT PRIMARY KEY, text VARCHAR(40) NOT NULL)',
];

let keys = 0;

function placeOrder({ connection }, sku) {
  const content = { customer_no: 'C', channel: 'web', currency: 'EUR', items: [{ sku, quantity: 1 }] };
  return connection.query('CALL place_order(?, ?)', [`bench-${(keys += 1)}`, JSON.stringify(content)]);
}

const count = ({ connection }, counter) =>
  connection.query('UPDATE bench_counter SET value = value + 1 WHERE counter_id = ?', [counter]);

const takeStock = ({ connection }, warehouse) =>
  connection.query(
    `UPDATE stock_level JOIN warehouse USING (warehouse_id) JOIN product_variant USING (variant_id)
        SET reserved = reserved + 1 WHERE sku = 'B0' AND warehouse_no = ?`,
    [warehouse],
  );

const reprice = ({ connection, number }) =>
  connection.query("CALL reprice(?, 'web', 'EUR', ?, NULL, NULL, NULL)", [
    `A${number}`,
    8 + ((keys += 1) % 300) / 100,
  ]);

/** One transaction each. A client has a connection, its number from 1 and the number of its third of the clients. */
const WORKLOADS = {
  'place_order, an article each': (client) => placeOrder(client, `A${client.number}`),
  'place_order, one article, one warehouse': (client) => placeOrder(client, 'A0'),
  'place_order, one article, three warehouses': (client) => placeOrder(client, 'B0'),
  'UPDATE of stock, one row': (client) => takeStock(client, 'W1'),
  'UPDATE of stock, a row for each member': (client) => takeStock(client, `W${client.third}`),
  'counter, a row each': (client) => count(client, client.number),
  'counter, one row': (client) => count(client, 0),
  'INSERT with AUTO_INCREMENT': ({ connection }) =>
    connection.query("INSERT INTO bench_log (text) VALUES ('a line of the log')"),
  'reprice, an article each': reprice,
};

/** Commits per second of all clients, and the attempts that ended with a conflict for each hundred attempts. */
async function measure(clients, transact) {
  const end = performance.now() + SECONDS * 1000;
  let commits = 0;
  let conflicts = 0;
  let unlucky = 0;
  await Promise.all(
    clients.map(async (client) => {
      let inRow = 0;
      while (performance.now() < end) {
        try {
          await transact(client);
          commits += 1;
          inRow = 0;
        } catch (error) {
          if (!CONFLICTS.has(error.errno)) throw error;
          conflicts += 1;
          inRow += 1;
          unlucky = Math.max(unlucky, inRow);
          await client.connection.query('ROLLBACK');
        }
      }
    }),
  );
  const percent = (100 * conflicts) / Math.max(1, commits + conflicts);
  return { perSecond: commits / SECONDS, conflicts, percent, retriesInRow: unlucky };
}

/** Clients of these logins. Conflicts of autocommit are seen, not repeated by the server. */
function connect(logins) {
  return Promise.all(
    Array.from({ length: CLIENTS }, async (_, index) => {
      const connection = await mysql.createConnection(logins[index % logins.length]);
      await connection.query('SET SESSION wsrep_retry_autocommit = 0');
      return { connection, number: index + 1, third: (index % 3) + 1 };
    }),
  );
}

async function compare({ logins }) {
  const one = await connect(logins.slice(0, 1));
  const three = await connect(logins);
  const figures = [];
  for (const [name, transact] of Object.entries(WORKLOADS))
    figures.push({ name, one: await measure(one, transact), three: await measure(three, transact) });
  await Promise.all([...one, ...three].map(({ connection }) => connection.end()));
  return figures;
}

const asText = ({ perSecond, conflicts, percent, retriesInRow }) =>
  `${perSecond.toFixed(0)}/s, ${conflicts} conflicts (${percent.toFixed(1)} %), at most ${retriesInRow} in a row`;

function report(figures) {
  if (process.argv.includes('--json')) {
    console.log(JSON.stringify({ name: 'conflicts', clients: CLIENTS, seconds: SECONDS, figures }));
    return;
  }
  for (const { name, one, three } of figures)
    console.log(`${name}\n  one member:    ${asText(one)}\n  three members: ${asText(three)}`);
}

const bench = openBench('--galera');
try {
  for (const statement of SHOP) bench.sql(statement);
  report(await compare(bench));
} finally {
  bench[Symbol.dispose]();
}
