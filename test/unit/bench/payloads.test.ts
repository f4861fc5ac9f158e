import { deflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { incompressible, mebibyte, partlyChanged, typicalFirmware } from '../../bench/payloads.ts';

function deflatedShare(data: Uint8Array): number {
  return deflateSync(data, { level: 9 }).length / data.length;
}

test('noise does not deflate, typical firmware deflates to 53 %', () => {
  expect(deflatedShare(incompressible())).toBeGreaterThan(1);
  expect(deflatedShare(typicalFirmware())).toBeCloseTo(0.53, 2);
});

test('a partly changed image differs in 5 % of its bytes, within four of its sixteen blocks', () => {
  const before = typicalFirmware();
  const after = partlyChanged(before);
  const changed = [...after.keys()].filter((at) => after[at] !== before[at]);
  expect(changed.length / mebibyte).toBeCloseTo(0.05, 2);
  expect(new Set(changed.map((at) => at >> 16)).size).toBeLessThanOrEqual(4);
});
