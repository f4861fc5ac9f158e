import { describe } from 'vitest';

/**
 * A `describe` for tests that replace a tool of Linux. On another system they are skipped with a banner; under CI=true too,
 * since no installation there could make them run.
 */
export function describeOnLinux(name: string, tests: () => void): void {
  if (process.platform === 'linux') describe(name, tests);
  else {
    console.warn(`\n*** SKIPPED (1 suite): "${name}" replaces a tool of Linux; this is ${process.platform} ***\n`);
    describe.skip(name, tests);
  }
}
