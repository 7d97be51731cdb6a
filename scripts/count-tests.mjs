// Prints the closing lines of test runs, all of them together: each failed test with the first line of what went wrong,
// then "812 passed, 1 failed, 3 skipped".
import { existsSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';

const totals = { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0 };
for (const path of process.argv.slice(2).filter((name) => existsSync(name))) {
  const report = JSON.parse(readFileSync(path, 'utf8'));
  for (const name of Object.keys(totals)) totals[name] += report[name];
  for (const file of report.testResults) printFailures(file);
}
const { numPassedTests, numFailedTests, numPendingTests } = totals;
console.log(`${numPassedTests} passed, ${numFailedTests} failed, ${numPendingTests} skipped`);

function printFailures(file) {
  const failed = file.assertionResults.filter((test) => test.status === 'failed');
  const name = relative(process.cwd(), file.name);
  for (const test of failed)
    console.log(`FAILED ${name} > ${test.fullName}: ${firstLine(test.failureMessages[0])}`);
  if (failed.length === 0 && file.status === 'failed')
    console.log(`FAILED ${name}: ${firstLine(file.message)}`);
}

function firstLine(message = '') {
  return message.split('\n', 1)[0].slice(0, 300);
}
