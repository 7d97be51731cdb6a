// Prints the closing line of test runs, all of them together: "812 passed, 0 failed, 3 skipped".
import { existsSync, readFileSync } from 'node:fs';

const totals = { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0 };
for (const path of process.argv.slice(2).filter((name) => existsSync(name))) {
  const report = JSON.parse(readFileSync(path, 'utf8'));
  for (const name of Object.keys(totals)) totals[name] += report[name];
}
const { numPassedTests, numFailedTests, numPendingTests } = totals;
console.log(`${numPassedTests} passed, ${numFailedTests} failed, ${numPendingTests} skipped`);
