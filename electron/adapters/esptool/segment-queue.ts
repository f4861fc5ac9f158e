/** Segments that came before somebody asked for them, and the one who asks before they come. */
export interface SegmentQueue {
  /** Hands the segment to whoever waits, else keeps it. False where too many are kept already. */
  push(segment: Uint8Array): boolean;
  /** The next segment: one that was kept, or a promise of the next to come. A new call ends the wait of an older one. */
  next(): Uint8Array | Promise<Uint8Array>;
  /** Nobody waits any more. */
  cancel(): void;
  /** Gives up what was kept. */
  takeAll(): Uint8Array[];
}

export function segmentQueue(capacity: number): SegmentQueue {
  const kept: Uint8Array[] = [];
  let handOver: ((segment: Uint8Array) => void) | undefined;
  return {
    push(segment) {
      if (handOver === undefined) return kept.length < capacity && kept.push(segment) > 0;
      const take = handOver;
      handOver = undefined;
      take(segment);
      return true;
    },
    next() {
      return (
        kept.shift() ??
        new Promise((resolve) => {
          handOver = resolve;
        })
      );
    },
    cancel() {
      handOver = undefined;
    },
    takeAll: () => kept.splice(0),
  };
}
