import type { Random } from '../../../electron/core/interfaces/machine.ts';

/** Gives out the pieces one after the other, as a source of randomness that a vector dictates. */
export function scriptedRandom(...pieces: readonly Uint8Array[]): Random {
  const rest = [...pieces];
  return {
    bytes: (length) => {
      const piece = rest.shift();
      if (piece?.length !== length) throw new Error(`script has no ${length} bytes`);
      return piece;
    },
  };
}
