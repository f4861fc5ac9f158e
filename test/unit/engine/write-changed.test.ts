import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { writeChanged } from '../../../electron/core/engine/write-changed.ts';
import { memoryFlash } from '../../support/memory-flash.ts';
import { noise } from '../../support/recovery-fixture.ts';

const base = 0x20000;

function unitWith(data: Uint8Array) {
  const flash = new Uint8Array(0x100000).fill(0xff);
  flash.set(data, base);
  return memoryFlash(flash);
}

describe('writeChanged', () => {
  const data = noise(0x55000, 3);

  it('asks once and writes nothing where all stands there already', async () => {
    const unit = unitWith(data);
    expect(await writeChanged(unit.loader, base, data)).toEqual({ bytesWritten: 0, restarts: 0 });
    expect(unit.calls.map(({ name }) => name)).toEqual(['md5']);
  });

  it('writes only the blocks that differ, neighbours together', async () => {
    const unit = unitWith(data);
    for (const at of [0x10800, 0x20001, 0x50000]) unit.flash[base + at] = (unit.flash[base + at] ?? 0) ^ 1;
    const outcome = await writeChanged(unit.loader, base, data);
    const writes = unit.calls.filter(({ name }) => name === 'write');
    expect(writes.map(({ offset, length }) => [offset - base, length])).toEqual([
      [0x10000, 0x20000],
      [0x50000, 0x5000],
    ]);
    expect(outcome.bytesWritten).toBe(0x25000);
    expect(unit.flash.subarray(base, base + data.length)).toEqual(data);
  });

  it.each([
    ['a range of one block', 0x8000, 0, ['md5', 'write', 'md5']],
    ['the last block of three', 0x28000, 0x20000, ['md5', 'md5', 'md5', 'write', 'md5']],
    ['the first block of three', 0x28000, 0, ['md5', 'md5', 'md5', 'md5', 'write', 'md5']],
  ])('asks for no block of which it is clear that it differs: %s', async (_, length, at, calls) => {
    const wanted = noise(length, 5).subarray(0, length);
    const unit = unitWith(wanted);
    unit.flash[base + at] = (unit.flash[base + at] ?? 0) ^ 1;
    await writeChanged(unit.loader, base, wanted);
    expect(unit.calls.map(({ name }) => name)).toEqual(calls);
    expect(unit.flash.subarray(base, base + length)).toEqual(wanted);
  });

  it('tells progress over all runs, in bytes', async () => {
    const unit = unitWith(data);
    unit.flash.fill(0, base, base + 0x10000);
    unit.flash.fill(0, base + 0x40000, base + 0x50000);
    const seen: [number, number][] = [];
    await writeChanged(unit.loader, base, data, { onProgress: (done, total) => seen.push([done, total]) });
    expect(seen).toEqual([
      [0x10000, 0x20000],
      [0x20000, 0x20000],
    ]);
  });

  it('does not believe a write that did not take', async () => {
    const unit = unitWith(new Uint8Array(0));
    const loader = { ...unit.loader, write: async () => ({ wireBytes: 0, restarts: 0 }) };
    await expect(writeChanged(loader, base, data)).rejects.toMatchObject({ code: 'engine.verify-failed' });
  });

  it('makes any flash hold any data and touches nothing outside its sectors', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 0x30000 }),
        fc.nat(),
        fc.array(fc.nat(0x2ffff)),
        async (length, seed, flips) => {
          const wanted = noise(length, seed).subarray(0, length);
          const unit = unitWith(wanted);
          for (const at of flips) unit.flash[base + at] = (unit.flash[base + at] ?? 0) ^ 0x80;
          const end = base + Math.ceil(length / 0x1000) * 0x1000;
          const outside = [unit.flash.slice(0, base), unit.flash.slice(end)];
          await writeChanged(unit.loader, base, wanted);
          expect(Buffer.compare(unit.flash.subarray(base, base + length), wanted)).toBe(0);
          expect(Buffer.compare(unit.flash.subarray(0, base), outside[0] ?? wanted)).toBe(0);
          expect(Buffer.compare(unit.flash.subarray(end), outside[1] ?? wanted)).toBe(0);
        },
      ),
      { numRuns: 60 },
    );
  });
});
