import type { Lane } from '../../contract/lane.ts';
import { type ErrorCode, errorCatalogue } from '../../core/errors/catalogue.ts';
import { RecoveryError } from '../../core/errors/recovery-error.ts';
import type { BleAdvertisement } from '../../core/interfaces/ble-central.ts';
import { type BleCall, type FromBleProcess, fromBleProcess, type ToBleProcess } from './messages.ts';

interface Waiting {
  done(value: unknown): void;
  fail(error: unknown): void;
  readonly hear: ((advertisement: BleAdvertisement) => void) | undefined;
}

/** Calls to one process that speaks Bluetooth. After its end every call, open or new, rejects with `ble.stopped`. */
export class ProcessCalls {
  readonly #lane: Lane;
  readonly #waiting = new Map<number, Waiting>();
  #last = 0;
  #isOver = false;

  constructor(lane: Lane) {
    this.#lane = lane;
    lane.onMessage((message) => this.#receive(message));
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** How many calls wait for their answer. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /** The number that the next call gets, by which a link is known later. */
  get next(): number {
    return this.#last + 1;
  }

  post(message: ToBleProcess): void {
    this.#lane.post(message);
  }

  /** Settles with the answer; an abort rejects with its reason at once, and the process is told. */
  ask(call: BleCall, signal?: AbortSignal, hear?: Waiting['hear']): Promise<unknown> {
    if (this.#isOver) return Promise.reject(new RecoveryError('ble.stopped'));
    if (signal?.aborted) return Promise.reject(signal.reason);
    this.#last += 1;
    const id = this.#last;
    return new Promise((resolve, reject) => {
      const abort = (): void => {
        end();
        this.post({ type: 'cancel', id });
        reject(signal?.reason);
      };
      const end = (): void => {
        this.#waiting.delete(id);
        signal?.removeEventListener('abort', abort);
      };
      const settle =
        (how: (value: unknown) => void) =>
        (value: unknown): void => {
          end();
          how(value);
        };
      signal?.addEventListener('abort', abort, { once: true });
      this.#waiting.set(id, { done: settle(resolve), fail: settle(reject), hear });
      this.post({ type: 'call', id, call });
    });
  }

  /** The process is gone, or is to be. */
  end(): void {
    this.#isOver = true;
    for (const call of [...this.#waiting.values()]) call.fail(new RecoveryError('ble.stopped'));
  }

  #receive(raw: unknown): void {
    const parsed = fromBleProcess.safeParse(raw);
    if (parsed.success) this.#take(parsed.data);
  }

  #take(message: FromBleProcess): void {
    const call = this.#waiting.get(message.id);
    if (message.type === 'done') call?.done(message.value);
    else if (message.type === 'failed') call?.fail(errorOf(message.error));
    else call?.hear?.({ ...message.advertisement, name: message.advertisement.name });
  }
}

/** The error that crossed. */
function errorOf({ code, params }: Extract<FromBleProcess, { type: 'failed' }>['error']): RecoveryError {
  return new RecoveryError(isErrorCode(code) ? code : 'internal', params);
}

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(errorCatalogue, code);
}
