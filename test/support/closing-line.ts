import type { Reporter, TestModule } from 'vitest/node';

/**
 * The last line of a run, alone and plain: `3933 passed, 0 failed, 0 skipped`. Vitest's own summary is made for eyes;
 * whoever counts by machine whether tests ran at all reads this one.
 */
export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const count = { passed: 0, failed: 0, skipped: 0, pending: 0 };
    for (const module of modules) {
      for (const test of module.children.allTests()) count[test.result().state]++;
    }
    const { passed, failed, skipped, pending } = count;
    process.once('exit', () =>
      process.stdout.write(`\n${passed} passed, ${failed} failed, ${skipped + pending} skipped\n`),
    );
  }
}
