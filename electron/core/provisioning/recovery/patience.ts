import { badAnswer } from '../decode-message.ts';
import type { PushContext } from './recovery-link.ts';

type PatienceContext = Pick<PushContext, 'clock' | 'emit' | 'signal'>;

const endpoint = 'rcv-fw';
/** A unit that is busy, or checks an image, for longer than this without getting further is stuck. */
const patienceMs = 180_000;
const maxRepeats = 16;
const longestPauseMs = 5000;
const shortestPauseMs = 10;

/** How long a unit may keep one waiting, and how often it may ask for the same again. */
export class Patience {
  readonly #context: PatienceContext;
  #waitedMs = 0;
  #repeats = 0;

  constructor(context: PatienceContext) {
    this.#context = context;
  }

  renew(): void {
    this.#waitedMs = 0;
    this.#repeats = 0;
  }

  repeat(): void {
    this.#repeats++;
    if (this.#repeats > maxRepeats) throw badAnswer(endpoint, 'no-advance');
  }

  async pause(askedMs: number, isBusy: boolean): Promise<void> {
    const waitMs = Math.min(longestPauseMs, Math.max(shortestPauseMs, askedMs));
    this.#waitedMs += waitMs;
    if (this.#waitedMs > patienceMs) throw badAnswer(endpoint, 'stuck');
    if (isBusy) this.#context.emit({ type: 'busy', waitMs });
    await this.#context.clock.sleep(waitMs, this.#context.signal);
  }
}
