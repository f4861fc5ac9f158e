import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { buildComponent, describeWithComponent } from './build.ts';

const inputs = 100_000;

describeWithComponent(await buildComponent(), 'parsers of the device component', ({ fuzz }) => {
  // Ends with an error where a sanitizer finds something, leaks included.
  it.each([1, 2])(
    'stand mutated input of seed %s',
    async (seed) => {
      const { stdout } = await promisify(execFile)(fuzz, [`${inputs}`, `${seed}`], { timeout: 240_000 });
      expect(stdout).toBe(`${inputs} inputs\n`);
    },
    250_000,
  );
});
