import type { SerialLink } from '../../../electron/core/interfaces/serial-link.ts';

export const allBytes = Uint8Array.from({ length: 256 }, (_, byte) => byte);

/** Collects what a link delivers and how often it was lost. */
export function probe(link: SerialLink) {
  let received = Buffer.alloc(0);
  let lost = 0;
  let wake = () => {};
  link.onData((chunk) => {
    received = Buffer.concat([received, chunk]);
    wake();
  });
  link.onLost(() => {
    lost++;
    wake();
  });
  const wait = async (condition: () => boolean) => {
    while (!condition()) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  return {
    received: () => received,
    lost: () => lost,
    until: (length: number) => wait(() => received.length >= length),
    untilLost: () => wait(() => lost > 0),
  };
}
