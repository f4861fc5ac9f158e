/** How much the bytes repeat: `code` deflates to about two thirds as real apps do, `noise` not at all. */
export type FillerKind = 'code' | 'noise';

const dictionarySize = 512;

/**
 * Bytes that stand for compiled code or data: the same for the same seed, on every machine. The generator is
 * xorshift32, whose seed must not be 0.
 */
export function fillerBytes(seed: number, length: number, kind: FillerKind = 'code'): Uint8Array<ArrayBuffer> {
  const words = new Uint32Array(Math.ceil(length / 4));
  const next = xorshift32(seed);
  const dictionary = Uint32Array.from({ length: dictionarySize }, next);
  for (let i = 0; i < words.length; i++) {
    const random = next();
    const repeated = kind === 'code' && (random & 1) === 1;
    words[i] = repeated ? (dictionary[(random >>> 1) % dictionarySize] ?? 0) : next();
  }
  return new Uint8Array(words.buffer, 0, length).slice();
}

function xorshift32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}
