import { expect, it } from 'vitest';
import { changedSince, digestPreserved } from '../../../electron/core/engine/preserved.ts';
import type { FlashLoader } from '../../../electron/core/interfaces/flash-loader.ts';
import { memoryFlash } from '../../support/memory-flash.ts';
import { noise } from '../../support/recovery-fixture.ts';

const ranges = [
  { partition: 'nvs', offset: 0x1000, length: 0x2000 },
  { partition: 'certs', offset: 0x3000, length: 0x1000 },
];

/** The loader's answers from here on, so many of them spoiled on the wire. */
function spoiling(loader: FlashLoader, answers: number): FlashLoader {
  let left = answers;
  return { ...loader, md5: async (...range) => (left-- > 0 ? new Uint8Array(16) : loader.md5(...range)) };
}

it('names what changed, and nothing that a spoiled answer makes look so', async () => {
  const memory = memoryFlash(noise(0x8000, 1));
  const before = await digestPreserved(memory.loader, ranges, undefined);
  expect(await changedSince(memory.loader, before, undefined)).toEqual([]);
  expect(await changedSince(spoiling(memory.loader, 1), before, undefined)).toEqual([]);
  memory.flash[0x3fff] = (memory.flash[0x3fff] ?? 0) ^ 1;
  const changed = await changedSince(spoiling(memory.loader, 1), before, undefined);
  expect(changed.map(({ partition }) => partition)).toEqual(['certs']);
});
