import type { EventEmitter } from 'node:events';

/**
 * What the first event that `accept` knows as its own leads to; `accept` gives undefined for others' and throws to reject.
 * `begin` is called once somebody listens. Rejects with the signal's reason when it aborts first.
 */
export function untilEvent<T>(
  emitter: EventEmitter,
  event: string,
  accept: (...values: unknown[]) => T | undefined,
  signal: AbortSignal,
  begin: () => void = () => undefined,
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const end = (): void => {
      emitter.removeListener(event, listener);
      signal.removeEventListener('abort', abort);
    };
    const fail = (error: unknown): void => {
      end();
      reject(error);
    };
    const abort = (): void => fail(signal.reason);
    const listener = (...values: unknown[]): void => {
      try {
        const accepted = accept(...values);
        if (accepted === undefined) return;
        end();
        resolve(accepted);
      } catch (error) {
        fail(error);
      }
    };
    if (signal.aborted) return reject(signal.reason);
    emitter.on(event, listener);
    signal.addEventListener('abort', abort, { once: true });
    try {
      begin();
    } catch (error) {
      fail(error);
    }
  });
}
