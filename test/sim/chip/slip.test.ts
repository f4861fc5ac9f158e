import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeSlip, slipDecoder } from '../../../electron/sim/slip.ts';

const frames = fc.array(fc.uint8Array({ minLength: 1, maxLength: 80 }), { maxLength: 8 });
const cuts = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 });

/** Bytes in pieces whose lengths come from a list, over and over. */
function pieces(bytes: Uint8Array, lengths: readonly number[]): Uint8Array[] {
  const out: Uint8Array[] = [];
  for (let at = 0, index = 0; at < bytes.length; index++) {
    const length = lengths[index % lengths.length] ?? 1;
    out.push(bytes.subarray(at, at + length));
    at += length;
  }
  return out;
}

test('frames come out as they went in, however the bytes are cut', () => {
  fc.assert(
    fc.property(frames, cuts, (sent, lengths) => {
      const decoder = slipDecoder('drop', 1000);
      const bytes = new Uint8Array(sent.flatMap((frame) => [...encodeSlip(frame)]));
      const received = pieces(bytes, lengths).flatMap((piece) => decoder.push(piece));
      expect(received).toEqual(sent);
    }),
  );
});

test('any bytes are survived, and no frame is longer than the buffer', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 500 }), fc.constantFrom('keep', 'drop'), (bytes, badEscape) => {
      for (const frame of slipDecoder(badEscape, 40).push(bytes)) expect(frame.length).toBeLessThanOrEqual(40);
    }),
  );
});

test('text before a frame and several C0 in a row do no harm', () => {
  const decoder = slipDecoder('keep', 100);
  expect(decoder.push(Uint8Array.of(0x41, 0x42, 0xc0, 0xc0, 0xc0, 1, 2, 0xc0))).toEqual([Uint8Array.of(1, 2)]);
});

test('a wrong escape is taken as it is, or drops the frame', () => {
  const bytes = Uint8Array.of(0xc0, 1, 0xdb, 0, 2, 0xc0);
  expect(slipDecoder('keep', 100).push(bytes)).toEqual([Uint8Array.of(1, 0, 2)]);
  expect(slipDecoder('drop', 100).push(bytes)).toEqual([]);
});
