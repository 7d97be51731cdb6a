// Orders per second: place_order, beside the same rows written by a client statement by statement in one transaction of
// its own. Buyers at once, each with another article; alternating rounds. On one server, and on three Galera members with
// the buyers spread over them.
//   npm run bench:schema -- [--buyers 8] [--seconds 5] [--rounds 3] [--json]
import mysql from 'mysql2/promise';
import { median, report } from './support/report.mjs';
import { openBench, option } from './support/servers.mjs';

const BUYERS = option('buyers', 8);
const SECONDS = option('seconds', 5);
const ROUNDS = option('rounds', 3);

const SHOP = [
  "INSERT INTO address (address_no, country_code) VALUES ('W', 'DE')",
  "INSERT INTO warehouse (warehouse_no, name, address_id) SELECT 'W', 'W', address_id FROM address",
  "INSERT INTO customer (customer_no) VALUES ('C')",
  `INSERT INTO product (product_no) SELECT CONCAT('A', seq) FROM seq_1_to_${BUYERS}`,
  'INSERT INTO product_variant (product_id, sku) SELECT product_id, product_no FROM product',
  `INSERT INTO price (variant_id, channel_id, currency_code, amount, valid_from)
   SELECT variant_id, 1, 'EUR', 9.90, '2026-01-01' FROM product_variant`,
  `INSERT INTO stock_level (warehouse_id, variant_id, on_hand)
   SELECT warehouse_id, variant_id, 1000000 FROM warehouse JOIN product_variant`,
];

let keys = 0;

async function byProcedure(connection, sku) {
  const items = [{ sku, quantity: 1 }];
  const content = JSON.stringify({ customer_no: 'C', channel: 'web', currency: 'EUR', items });
  await connection.query('CALL place_order(?, ?)', [`bench-${(keys += 1)}`, content]);
}

/** As an application does it that has no procedure. */
async function byStatements(connection, sku) {
  const one = async (sql, values) => (await connection.query(sql, values))[0][0];
  await connection.query('START TRANSACTION');
  const { customer_id: customer } = await one("SELECT customer_id FROM customer WHERE customer_no = 'C'");
  const { variant_id: variant, amount } = await one(
    `SELECT v.variant_id, p.amount FROM product_variant AS v JOIN current_price AS p USING (variant_id)
      WHERE v.sku = ? AND p.channel_id = 1 AND p.currency_code = 'EUR'`,
    [sku],
  );
  const { moment } = await one('SELECT CAST(UTC_TIMESTAMP(6) AS CHAR) AS moment');
  const number = `bench-${(keys += 1)}`;
  const [{ insertId: order }] = await connection.query(
    "INSERT INTO order_ref (order_no, placed_at, customer_id, channel_id, currency_code) VALUES (?, ?, ?, 1, 'EUR')",
    [number, moment, customer],
  );
  await connection.query('INSERT INTO order_request VALUES (?, SHA2(?, 256), ?, ?)', [
    number,
    number,
    order,
    moment,
  ]);
  await connection.query('INSERT INTO orders (order_id, placed_at) VALUES (?, ?)', [order, moment]);
  await connection.query(
    'INSERT INTO order_item (order_id, placed_at, line_no, variant_id, unit_price) VALUES (?, ?, 1, ?, ?)',
    [order, moment, variant, amount],
  );
  const { warehouse } = await one(
    'SELECT warehouse_id AS warehouse FROM stock_level WHERE variant_id = ? AND available > 0 LIMIT 1 FOR UPDATE',
    [variant],
  );
  await connection.query(
    'UPDATE stock_level SET reserved = reserved + 1 WHERE warehouse_id = ? AND variant_id = ?',
    [warehouse, variant],
  );
  await connection.query('INSERT INTO stock_reservation VALUES (?, ?, 1, ?, ?, 1)', [
    order,
    moment,
    warehouse,
    variant,
  ]);
  await connection.query('COMMIT');
}

/** Orders per second of all buyers, and how many were asked again after a deadlock. */
async function measure(connections, place) {
  const end = performance.now() + SECONDS * 1000;
  let orders = 0;
  let again = 0;
  await Promise.all(
    connections.map(async (connection, index) => {
      while (performance.now() < end) {
        try {
          await place(connection, `A${index + 1}`);
          orders += 1;
        } catch (error) {
          if (error.errno !== 1213 && error.errno !== 1205) throw error;
          again += 1;
          await connection.query('ROLLBACK');
        }
      }
    }),
  );
  return { perSecond: orders / SECONDS, again };
}

async function figureOf(name, ...up) {
  const bench = openBench(...up);
  try {
    for (const statement of SHOP) bench.sql(statement);
    return await compare(name, bench);
  } finally {
    bench[Symbol.dispose]();
  }
}

async function compare(name, { logins }) {
  const spread = Array.from({ length: BUYERS }, (_, index) => logins[index % logins.length]);
  const connections = await Promise.all(spread.map((login) => mysql.createConnection(login)));
  const rounds = [];
  for (let round = 0; round < ROUNDS; round += 1)
    rounds.push({
      ours: await measure(connections, byProcedure),
      theirs: await measure(connections, byStatements),
    });
  await Promise.all(connections.map((connection) => connection.end()));
  const ratios = rounds.map(({ ours, theirs }) => ours.perSecond / theirs.perSecond);
  const again = rounds.reduce((sum, { ours }) => sum + ours.again, 0);
  const [ours, theirs] = ['ours', 'theirs'].map((key) => median(rounds.map((round) => round[key].perSecond)));
  const figure = { name, ours, theirs, ratio: median(ratios), ratios, unit: 'orders/s', runs: ROUNDS };
  return { figure, again };
}

const single = await figureOf('place_order, one server');
const cluster = await figureOf('place_order, three members', '--galera');
report('schema', [single.figure, cluster.figure], {
  buyers: BUYERS,
  'asked again after 1213 or 1205': `${single.again} on one server, ${cluster.again} on three members`,
});
