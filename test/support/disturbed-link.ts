import type { SerialLink } from '../../electron/core/interfaces/serial-link.ts';

export interface Disturbance {
  /** Rates from this one on are too much for the cable. */
  readonly fromBaudRate: number;
  /** So many bytes still pass, both ways together, each time such a rate is set. */
  readonly afterBytes?: number;
  /** What the cable does to bytes then: spoil long writes only, or every byte in both directions. */
  readonly kind: 'long-writes' | 'everything';
}

/** A link over a cable that carries low rates well and high ones badly. */
export function disturbedLink(link: SerialLink, { fromBaudRate, afterBytes = 0, kind }: Disturbance): SerialLink {
  let baudRate = 0;
  let passed = 0;
  const setRate = (rate: number) => {
    baudRate = rate;
    passed = 0;
  };
  const isBad = () => baudRate >= fromBaudRate && passed >= afterBytes;
  const spoiled = (bytes: Uint8Array) => bytes.map((byte, index) => (index % 7 === 3 ? byte ^ 0x11 : byte));
  return {
    ...link,
    open(rate) {
      setRate(rate);
      return link.open(rate);
    },
    setBaudRate(rate) {
      setRate(rate);
      return link.setBaudRate(rate);
    },
    write(bytes) {
      const isHit = isBad() && (kind === 'everything' || bytes.length > 1000);
      passed += bytes.length;
      return link.write(isHit ? spoiled(bytes) : bytes);
    },
    onData: (listener) =>
      link.onData((chunk) => {
        const isHit = isBad() && kind === 'everything';
        passed += chunk.length;
        listener(isHit ? spoiled(chunk) : chunk);
      }),
  };
}
