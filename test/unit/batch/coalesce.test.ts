import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { coalesce } from '../../../electron/host/batch/coalesce.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('tells at once after a pause, then at most every tenth of a second, and forgets nothing', () => {
  const told: { atMs: number; ids: string[] }[] = [];
  const startMs = performance.now();
  const { touch, flush } = coalesce((ids) => told.push({ atMs: performance.now() - startMs, ids: [...ids] }));
  for (let ms = 0; ms < 1000; ms += 5) {
    touch(ms < 500 ? 'a' : 'b');
    vi.advanceTimersByTime(5);
  }
  expect(told[0]?.atMs).toBeLessThan(5);
  expect(told.length).toBeLessThanOrEqual(11);
  const spans = told.slice(1).map(({ atMs }, index) => atMs - (told[index]?.atMs ?? 0));
  expect(Math.min(...spans)).toBeGreaterThanOrEqual(100);
  touch('c');
  flush();
  expect(told.at(-1)?.ids).toContain('c');
  vi.advanceTimersByTime(1000);
  expect(told.at(-1)?.ids).toContain('c');
});
