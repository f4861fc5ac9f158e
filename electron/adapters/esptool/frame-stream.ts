import { RecoveryError } from '../../core/errors/recovery-error.ts';
import type { SerialLink, Unsubscribe } from '../../core/interfaces/serial-link.ts';
import { SlipDecoder } from './slip.ts';

/** Frames that nobody asked for are dropped beyond this: a chip that floods must not fill memory. */
const maxWaitingFrames = 256;

interface Waiter {
  readonly resolve: (frame: Uint8Array) => void;
  readonly reject: (error: RecoveryError) => void;
}

/**
 * Frames from a link, as they come: reading waits for an event and never polls (ESPTOOL-JS T6). A link that
 * is lost wakes whoever waits at once (T1, T3).
 */
export class FrameStream {
  readonly #decoder = new SlipDecoder((frame) => this.#deliver(frame));
  readonly #frames: Uint8Array[] = [];
  readonly #unsubscribe: Unsubscribe[];
  #waiter: Waiter | undefined;
  #lost: RecoveryError | undefined;
  #lastByteAt = 0;

  constructor(link: SerialLink) {
    this.#unsubscribe = [
      link.onData((chunk) => {
        this.#lastByteAt = performance.now();
        this.#decoder.push(chunk);
      }),
      link.onLost(() => this.#fail(new RecoveryError('port.gone', { port: link.name }))),
    ];
  }

  /** The next frame. Rejects with `link.timeout`, or `port.gone` as soon as the link is lost. */
  read(timeoutMs: number): Promise<Uint8Array> {
    const frame = this.#frames.shift();
    if (frame !== undefined) return Promise.resolve(frame);
    if (this.#lost !== undefined) return Promise.reject(this.#lost);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiter = undefined;
        reject(new RecoveryError('link.timeout', { timeoutMs }));
      }, timeoutMs);
      this.#waiter = {
        resolve: (value) => {
          clearTimeout(timer);
          resolve(value);
        },
        reject: (error) => {
          clearTimeout(timer);
          reject(error);
        },
      };
    });
  }

  /** Drops what has come and nobody read. */
  flush(): void {
    this.#frames.length = 0;
    this.#decoder.reset();
  }

  /** Drops everything until the line has been quiet for `quietMs`, at most `maxMs`. */
  async drain(quietMs: number, maxMs: number): Promise<void> {
    const start = performance.now();
    for (;;) {
      const quiet = performance.now() - Math.max(this.#lastByteAt, start);
      if (quiet >= quietMs || performance.now() - start >= maxMs) break;
      await new Promise((resolve) => setTimeout(resolve, quietMs - quiet));
    }
    this.flush();
  }

  /** Stops listening to the link. */
  end(): void {
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
  }

  #deliver(frame: Uint8Array): void {
    const waiter = this.#waiter;
    this.#waiter = undefined;
    if (waiter !== undefined) waiter.resolve(frame);
    else if (this.#frames.length < maxWaitingFrames) this.#frames.push(frame);
  }

  #fail(error: RecoveryError): void {
    this.#lost = error;
    const waiter = this.#waiter;
    this.#waiter = undefined;
    waiter?.reject(error);
  }
}
