// Prints the closing lines of test runs, all of them together: the slowest files, each test that passed only the second
// time, each failed test with the first line of what went wrong, then "812 passed, 1 failed, 3 skipped". Its arguments
// are the reports that scripts/test-report.mjs wrote; a report is named after its step.
import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import process from 'node:process';

const SLOWEST = 10;

const files = [];
const failures = [];
const flaky = [];
const counts = { passed: 0, failed: 0, skipped: 0, pending: 0 };
for (const path of process.argv.slice(2)) {
  const step = basename(path, '.json');
  if (existsSync(path)) countReport(step, JSON.parse(readFileSync(path, 'utf8')));
  else failures.push(`${step}: ended without a report`);
}

console.log('slowest files:');
for (const { name, milliseconds } of files.toSorted(byDuration).slice(0, SLOWEST))
  console.log(`${(milliseconds / 1000).toFixed(1).padStart(8)} s  ${name}`);
// A test that needed a second try is a bug to be found, in the test or in what it tests.
for (const line of flaky) console.log(`flaky: ${line}`);
for (const line of failures) console.log(`FAILED ${line}`);
console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped + counts.pending} skipped`);

function countReport(step, report) {
  for (const error of report.errors) failures.push(`${step}: ${error}`);
  for (const file of report.files) countFile(step, file);
}

function countFile(step, file) {
  const name = `${step}: ${file.name}`;
  files.push({ name, milliseconds: file.milliseconds });
  for (const error of file.errors) failures.push(`${name}: ${error}`);
  for (const test of file.tests) {
    counts[test.state] += 1;
    if (test.state === 'failed') failures.push(`${name} > ${test.name}: ${test.errors[0] ?? ''}`);
    if (test.isFlaky) flaky.push(`${name} > ${test.name}: ${test.errors[0] ?? ''}`);
  }
}

function byDuration(left, right) {
  return right.milliseconds - left.milliseconds;
}
