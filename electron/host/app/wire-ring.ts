import type { WireEvent } from '../../core/interfaces/flash-loader.ts';
import type { ExchangeEvent } from '../../core/interfaces/provisioning-transport.ts';

/** What went over a cable, or without one. */
type RingEvent = WireEvent | ExchangeEvent;

/** The wire log of one unit: the last events, numbered from the first that there ever was. */
export interface WireRing {
  add(event: RingEvent): void;
  /** Events from that number on, or from the oldest kept; `next` is the number to ask from next. */
  read(from: number, limit: number): { events: RingEvent[]; next: number; total: number };
}

export function createWireRing(capacity = 20_000): WireRing {
  const kept: RingEvent[] = [];
  let total = 0;
  return {
    add(event) {
      kept[total % capacity] = event;
      total += 1;
    },
    read(from, limit) {
      const start = Math.min(total, Math.max(from, total - capacity, 0));
      const count = Math.min(limit, total - start);
      const events = Array.from({ length: count }, (_, index) => kept[(start + index) % capacity]);
      return { events: events.filter((event) => event !== undefined), next: start + count, total };
    },
  };
}
