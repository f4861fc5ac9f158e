import type { Faults } from './faults.ts';
import type { FlashChip } from './flash-chip.ts';
import type { Answer, Loader, Transition } from './loader.ts';
import type { Scheduler } from './scheduler.ts';
import { encodeSlip, type SlipDecoder } from './slip.ts';
import type { Uart } from './uart.ts';

export interface SessionOptions {
  readonly loader: Loader;
  readonly decoder: SlipDecoder;
  readonly commandMs: number;
  readonly flash: FlashChip;
  readonly uart: Uart;
  readonly scheduler: Scheduler;
  readonly faults: Faults;
  /** Told of every frame before it is handled; may end the session. */
  readonly onFrame: (frame: Uint8Array) => void;
  readonly onTransition: (transition: Transition, atMs: number) => void;
}

/** A loader at work in time: when it takes a frame, when its reply leaves, and how long its flash keeps it busy. */
export class LoaderSession {
  readonly #options: SessionOptions;
  #busyUntilMs: number;
  #deafUntilMs = 0;
  #waiting = 0;
  #ended = false;

  constructor(options: SessionOptions, readyMs: number) {
    this.#options = options;
    this.#busyUntilMs = readyMs;
  }

  /** Ends the program: by a reset, or because another one took its place. */
  end(atMs: number): void {
    if (!this.#ended) this.#idleUntil(atMs);
    this.#ended = true;
  }

  #idleUntil(atMs: number): void {
    this.#options.loader.idle?.(Math.max(0, atMs - this.#busyUntilMs));
  }

  receive(bytes: Uint8Array, atMs: number): void {
    const { decoder, loader } = this.#options;
    for (const frame of decoder.push(bytes).slice(0, loader.framesAtOnce)) {
      if (this.#waiting < loader.framesAtOnce && atMs >= this.#deafUntilMs) this.#enqueue(frame, atMs);
    }
  }

  /** A frame waits for the work that goes on; the work of the frames before it moves its turn. */
  #enqueue(frame: Uint8Array, atMs: number): void {
    if (this.#waiting === 0 && this.#busyUntilMs <= atMs) {
      this.#handle(frame, atMs);
      return;
    }
    this.#waiting++;
    const turn = (dueMs: number) => {
      if (this.#ended) return;
      if (this.#busyUntilMs > dueMs) {
        this.#options.scheduler.at(this.#busyUntilMs, turn);
        return;
      }
      this.#waiting--;
      this.#handle(frame, dueMs);
    };
    this.#options.scheduler.at(Math.max(atMs, this.#busyUntilMs), turn);
  }

  #handle(frame: Uint8Array, startMs: number): void {
    const { flash, loader, commandMs, onFrame } = this.#options;
    if (this.#ended) return;
    onFrame(frame);
    if (this.#ended) return;
    this.#idleUntil(startMs);
    const spentMs = flash.busyMs;
    const answer = loader.handle(frame);
    const replyMs = startMs + commandMs + (flash.busyMs - spentMs);
    this.#busyUntilMs = this.#deafUntilMs = replyMs;
    this.#reply(answer, replyMs);
  }

  #reply({ replies, transition, afterReply }: Answer, replyMs: number): void {
    const { faults, flash, uart, onTransition } = this.#options;
    let sentMs = replyMs;
    for (const reply of replies) if (!faults.takesReply(reply)) sentMs = uart.send(encodeSlip(reply), replyMs);
    const spentMs = flash.busyMs;
    const late = afterReply?.();
    this.#busyUntilMs = replyMs + (flash.busyMs - spentMs);
    for (const next of [transition, late]) if (next !== undefined) onTransition(next, sentMs);
  }
}
