import type { Lane } from '../../contract/lane.ts';
import type { HelperName, ToMain } from '../../contract/supervision.ts';

/** A program that runs beside the host for it. */
export interface Helper {
  readonly lane: Lane;
  /** Ends it; `onEnd` still follows. */
  end(): void;
}

/** What main says of helpers. */
export interface HelperEvents {
  arrived(id: number, lane: Lane): void;
  ended(id: number): void;
}

/** Helper processes for the host. */
export interface HelperBroker extends HelperEvents {
  /** Asks main for a helper. `onEnd` is called once, when it is gone. */
  fork(helper: HelperName, onEnd: () => void): Promise<Helper>;
}

/** Helpers by way of main: with the fuse runAsNode off, the host cannot start a program of the app itself. */
export function createHelperBroker(post: (message: ToMain) => void): HelperBroker {
  const waiting = new Map<number, (helper: Helper) => void>();
  const ends = new Map<number, () => void>();
  let last = 0;
  return {
    fork(helper, onEnd) {
      last += 1;
      const id = last;
      ends.set(id, onEnd);
      return new Promise((resolve) => {
        waiting.set(id, resolve);
        post({ type: 'fork-helper', id, helper });
      });
    },
    arrived(id, lane) {
      waiting.get(id)?.({ lane, end: () => post({ type: 'end-helper', id }) });
      waiting.delete(id);
    },
    ended(id) {
      ends.get(id)?.();
      ends.delete(id);
    },
  };
}
