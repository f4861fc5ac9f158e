import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeSlip, slipReader } from '../../../electron/adapters/esptool/slip.ts';

const maxLength = 64;

/** Every segment of a stream that comes in the given pieces. */
function segmentsOf(...chunks: readonly Uint8Array[]) {
  const segments: { bytes: number[]; intact: boolean }[] = [];
  const reader = slipReader(maxLength, (segment, intact) => segments.push({ bytes: [...segment], intact }));
  for (const chunk of chunks) reader.push(chunk);
  return { segments, reader };
}

const bytes = (max: number) => fc.uint8Array({ minLength: 1, maxLength: max });
const hostile = fc
  .uint8Array({ maxLength: 300 })
  .map((any) => any.map((byte) => [0xc0, 0xdb, 0xdc, byte][byte & 3] ?? byte));

describe('SLIP', () => {
  test('a frame comes back as it was, wherever the stream is cut', () => {
    fc.assert(
      fc.property(fc.array(bytes(maxLength), { maxLength: 5 }), fc.array(fc.nat(400)), (frames, cuts) => {
        const wire = Uint8Array.from(frames.flatMap((frame) => [...encodeSlip(frame)]));
        const at = [0, ...cuts.map((cut) => Math.min(cut, wire.length)).toSorted((a, b) => a - b), wire.length];
        const chunks = at.slice(1).map((end, index) => wire.subarray(at[index], end));
        expect(segmentsOf(...chunks).segments).toEqual(frames.map((frame) => ({ bytes: [...frame], intact: true })));
      }),
    );
  });

  test('no stream throws, and no segment is longer than allowed', () => {
    fc.assert(
      fc.property(fc.array(hostile), (chunks) => {
        const { segments, reader } = segmentsOf(...chunks);
        for (const segment of segments) expect(segment.bytes.length).toBeLessThanOrEqual(maxLength);
        expect(reader.pendingLength).toBeLessThanOrEqual(maxLength);
      }),
    );
  });

  test('text between frames is a segment of its own, and a lost C0 spoils one frame only', () => {
    const [first, second] = [encodeSlip(Uint8Array.of(1, 2)), encodeSlip(Uint8Array.of(3, 4))];
    const text = new TextEncoder().encode('boot:0x13\r\n');
    expect(segmentsOf(text, first).segments.map(({ bytes }) => bytes.length)).toEqual([11, 2]);
    expect(segmentsOf(first.subarray(1), second).segments.map(({ bytes }) => bytes)).toEqual([
      [1, 2],
      [3, 4],
    ]);
    expect(segmentsOf(first.subarray(0, -1), second, second).segments.at(-1)?.bytes).toEqual([3, 4]);
  });

  test.each([
    ['an illegal escape', [0xc0, 1, 0xdb, 7, 2, 0xc0]],
    ['an escape cut short', [0xc0, 1, 0xdb, 0xc0]],
    ['too many bytes', [0xc0, ...new Array<number>(maxLength + 1).fill(5), 0xc0]],
  ])('%s is not intact, and the next frame is', (_, wire) => {
    const { segments } = segmentsOf(Uint8Array.from(wire), encodeSlip(Uint8Array.of(9)));
    expect(segments[0]?.intact).toBe(false);
    expect(segments.at(-1)).toEqual({ bytes: [9], intact: true });
  });
});
