/** True in `npm run test:soak`, which repeats and waits as long as the full proof takes. */
export const soaking = process.env['AETHER_TEST_SOAK'] === '1';

/** One value for every day, another one for the full proof: a number of rounds, a size, a silence. */
export function shortOrFull<Value>(short: Value, full: Value): Value {
  return soaking ? full : short;
}
