import { TestRunner, type RunnerTestCase } from 'vitest';
import { isOutage } from './retry-rule.ts';

/** A runner that judges all failures of a test; the condition in the configuration sees one message only. */
export default class RetryRunner extends TestRunner {
  override async onBeforeRunTask(test: RunnerTestCase): Promise<void> {
    await super.onBeforeRunTask(test);
    if (typeof test.retry !== 'object') return;
    test.retry = { ...test.retry, condition: () => isOutage(test.result?.errors ?? []) };
  }
}
