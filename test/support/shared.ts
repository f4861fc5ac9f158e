import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe } from 'vitest';

const folder = resolve(process.env.UNSTRAND_SHARED ?? '../shared');

/** Path of a file in the team's folder of third-party firmware, recordings and certificates, which is not in the repository. */
export function sharedPath(...parts: string[]): string {
  return resolve(folder, ...parts);
}

/** True where that folder is laid beside the checkout. */
export const hasShared = existsSync(sharedPath('corpus', 'MANIFEST.json'));

/**
 * A `describe` for tests that need that folder. Where it is absent they are skipped with a banner that says so;
 * under CI=true they must run.
 */
export function describeWithShared(name: string, suite: () => void): void {
  if (hasShared) describe(name, suite);
  else if (process.env.CI === 'true') throw new Error(`${name}: ${folder} is absent under CI=true`);
  else {
    console.warn(
      `\n*** SKIPPED (1 suite): "${name}" needs the folder shared/ beside the checkout (UNSTRAND_SHARED) ***\n`,
    );
    describe.skip(name, suite);
  }
}
