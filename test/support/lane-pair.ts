import type { Lane } from '../../electron/contract/lane.ts';

/** Two ends of a lane in memory. What crosses is JSON, as on the narrowest of the real ones. */
export function lanePair(): readonly [Lane, Lane] {
  const [a, b] = [laneEnd(), laneEnd()];
  return [connected(a, b), connected(b, a)];
}

interface End {
  readonly messages: Set<(message: unknown) => void>;
  readonly closes: Set<() => void>;
  isOpen: boolean;
}

function laneEnd(): End {
  return { messages: new Set(), closes: new Set(), isOpen: true };
}

function connected(own: End, other: End): Lane {
  return {
    post(message) {
      if (!own.isOpen || !other.isOpen) return;
      const text = JSON.stringify(message) ?? 'null';
      queueMicrotask(() => {
        if (other.isOpen) for (const listener of other.messages) listener(JSON.parse(text));
      });
    },
    onMessage(listener) {
      own.messages.add(listener);
      return () => void own.messages.delete(listener);
    },
    onClose(listener) {
      own.closes.add(listener);
      return () => void own.closes.delete(listener);
    },
    close() {
      if (!own.isOpen) return;
      own.isOpen = false;
      if (other.isOpen) for (const listener of other.closes) listener();
      other.isOpen = false;
    },
  };
}
