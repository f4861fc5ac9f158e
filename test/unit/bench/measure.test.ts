import { expect, test } from 'vitest';
import type { SerialLink } from '../../../electron/core/interfaces/serial-link.ts';
import { transferMs } from '../../bench/measure.ts';
import { observeLink, type Request } from '../../bench/observed-link.ts';

function request(opcode: number, sentAtMs: number, answeredAtMs: number): Request {
  return { opcode, bytes: 20, sentAtMs, answeredAtMs, answerBytes: 12 };
}

test('a transfer lasts from BEGIN to the digest, without what was asked before and without the time to hash', () => {
  const log = [request(0x0a, 0, 5), request(0x10, 100, 102), request(0x11, 102, 300), request(0x13, 300, 900)];
  expect(transferMs(log, 1_000_000)).toBeCloseTo(800 - 500, 6);
});

test('a log without a write, or without a digest at its end, is refused', () => {
  expect(() => transferMs([request(0x13, 0, 1)], 0)).toThrow('no write');
  expect(() => transferMs([request(0x10, 0, 1), request(0x11, 1, 2)], 0)).toThrow('no write');
});

test('an observed link passes every byte and tells requests from acknowledgements', async () => {
  const written: Uint8Array[] = [];
  let answer = (_chunk: Uint8Array) => {};
  const inner = {
    write: async (bytes: Uint8Array) => void written.push(bytes),
    onData: (listener: typeof answer) => {
      answer = listener;
      return () => {};
    },
  } as unknown as SerialLink;
  const observed = observeLink(inner);
  const command = Uint8Array.of(0xc0, 0, 0x0a, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xc0);
  const acknowledgement = Uint8Array.of(0xc0, 0, 0x10, 0, 0, 0xc0);
  await observed.link.write(command);
  answer(new Uint8Array(9));
  answer(new Uint8Array(3));
  await observed.link.write(acknowledgement);
  expect(written).toEqual([command, acknowledgement]);
  expect(observed.takeRequests()).toMatchObject([
    { opcode: 0x0a, bytes: 14, answerBytes: 12 },
    { opcode: undefined, bytes: 6, answerBytes: 0 },
  ]);
  expect(observed.takeRequests()).toEqual([]);
});
