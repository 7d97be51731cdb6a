// A reporter of vitest: what scripts/count-tests.mjs counts, as JSON in the file that AETHER_TEST_REPORT names.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import process from 'node:process';

export default class TestReport {
  onTestRunEnd(modules, unhandledErrors) {
    const path = process.env.AETHER_TEST_REPORT;
    if (path === undefined) return;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(
      path,
      JSON.stringify({ files: modules.map(fileOf), errors: unhandledErrors.map(firstLine) }),
    );
  }
}

function fileOf(module) {
  const { duration, collectDuration, setupDuration } = module.diagnostic();
  return {
    name: module.relativeModuleId,
    milliseconds: duration + collectDuration + setupDuration,
    errors: module.errors().map(firstLine),
    tests: [...module.children.allTests()].map(testOf),
  };
}

function testOf(test) {
  const { state, errors = [] } = test.result();
  const { flaky = false } = test.diagnostic() ?? {};
  return { name: test.fullName, state, isFlaky: flaky, errors: errors.map(firstLine) };
}

function firstLine({ message = '' }) {
  return message.split('\n', 1)[0].slice(0, 300);
}
