import { describe, expect, test } from 'vitest';
import { md5 } from '../../../electron/core/bytes/digest.ts';
import { flashOffset } from '../../../electron/core/bytes/flash-offset.ts';
import { loaderBench } from '../../support/loader-bench.ts';
import { chipFamilies, noise } from '../../support/sim-unit.ts';

const offset = flashOffset(0x10000);
const image = noise(0x60000);
const flash = noise(4 << 20, 5);

describe.each(chipFamilies)('an abort on an %s', (chip) => {
  describe.each([true, false])('with the stub: %s', (useStub) => {
    test.each(['read', 'write', 'erase'] as const)(
      'in a %s leaves a loader that takes the next command',
      async (kind) => {
        const { unit, loader, connect } = loaderBench({ chip, flash });
        await connect({ useStub });
        const aborted = new AbortController();
        const options = {
          signal: aborted.signal,
          onProgress: (done: number) => done > 0x3000 && aborted.abort(new Error('stop')),
        };
        const work = {
          read: () => loader.read(offset, image.length, options),
          write: () => loader.write(offset, image, options),
          erase: () => loader.erase(offset, image.length, options),
        }[kind];
        await expect(work()).rejects.toThrow('stop');
        expect(await loader.md5(offset, 0x8000)).toEqual(md5(unit.flash.bytes.subarray(offset, offset + 0x8000)));
        const piece = image.subarray(0, 0x5000);
        await loader.write(offset, piece);
        expect(await loader.read(offset, piece.length)).toEqual(piece);
      },
    );
  });

  test('before the start sends nothing', async () => {
    const { loader, connect, takeOpcodes } = loaderBench({ chip });
    await connect();
    takeOpcodes();
    const signal = AbortSignal.abort(new Error('stop'));
    await expect(loader.md5(offset, 16, { signal })).rejects.toThrow('stop');
    expect(takeOpcodes()).toEqual([]);
  });
});

test('commands that are given together run one after the other, in order', async () => {
  const { loader, connect } = loaderBench();
  await connect();
  const order: string[] = [];
  await Promise.all([
    loader.write(offset, image).then(() => order.push('write')),
    loader.md5(offset, image.length).then((digest) => {
      order.push('md5');
      expect(digest).toEqual(md5(image));
    }),
    loader.read(offset, 16).then(() => order.push('read')),
  ]);
  expect(order).toEqual(['write', 'md5', 'read']);
});
