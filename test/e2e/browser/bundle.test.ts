import { expect, it } from 'vitest';
import { gzipBytes } from '../../bench/app-case.ts';

it('is a page of at most 600 kB, compressed', async () => {
  const bytes = await gzipBytes('dist/renderer');
  expect(bytes).toBeGreaterThan(100_000);
  expect(bytes).toBeLessThanOrEqual(600_000);
});
