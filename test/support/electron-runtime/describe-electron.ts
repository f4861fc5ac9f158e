import { describe } from 'vitest';
import { type ElectronRuntime, findRuntime } from './find-runtime.ts';

/**
 * A `describe` for tests in a real Electron. Where none can be had they are skipped with a banner that says so; under
 * REQUIRE_ELECTRON=1 or CI=true they must run.
 */
export async function describeInElectron(name: string, suite: (runtime: ElectronRuntime) => void): Promise<void> {
  const runtime = await findRuntime();
  if (typeof runtime !== 'string') describe(name, () => suite(runtime));
  else if (process.env.REQUIRE_ELECTRON === '1' || process.env.CI === 'true') throw new Error(`${name}: ${runtime}`);
  else {
    console.warn(`\n*** SKIPPED (1 suite): "${name}" needs an Electron that runs here: ${runtime} ***\n`);
    describe.skip(name, () => {});
  }
}
