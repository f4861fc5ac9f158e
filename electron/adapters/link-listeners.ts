import type { SerialLink, Unsubscribe } from '../core/interfaces/serial-link.ts';

/** The two events of a link: functions that raise them, and the subscriptions that a link offers. */
export interface LinkListeners extends Pick<SerialLink, 'onData' | 'onLost'> {
  data(chunk: Uint8Array): void;
  lost(): void;
}

/** Listeners in the order they came. */
export function linkListeners(): LinkListeners {
  const onData = new Set<{ listener: (chunk: Uint8Array) => void }>();
  const onLost = new Set<{ listener: () => void }>();
  return {
    data(chunk) {
      for (const { listener } of onData) listener(chunk);
    },
    lost() {
      for (const { listener } of onLost) listener();
    },
    onData: (listener) => subscribe(onData, { listener }),
    onLost: (listener) => subscribe(onLost, { listener }),
  };
}

function subscribe<T>(entries: Set<T>, entry: T): Unsubscribe {
  entries.add(entry);
  return () => void entries.delete(entry);
}
