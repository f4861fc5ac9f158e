import { RecoveryError } from '../../core/errors/recovery-error.ts';
import type { BleState } from '../../core/interfaces/ble-central.ts';
import type { OpenedBindings } from './bindings.ts';
import { type BleTimings, within } from './timings.ts';
import { untilEvent } from './until-event.ts';

/** What is wrong with Bluetooth, as an error. */
const stateErrors = {
  off: 'ble.off',
  unauthorized: 'ble.unauthorized',
  'no-adapter': 'ble.no-adapter',
  'not-installed': 'ble.not-installed',
} as const satisfies Record<Exclude<BleState, 'ready'>, string>;

export function stateError(state: Exclude<BleState, 'ready'>, cause?: unknown): RecoveryError {
  return new RecoveryError(stateErrors[state], {}, { cause });
}

/** Bindings that were started, and what the system says of its Bluetooth. */
export class NobleRadio {
  readonly opened: OpenedBindings;
  readonly #hasController: () => boolean;
  readonly #onDown: (error: RecoveryError) => void;
  #state: BleState | undefined;

  /** `hasController` tells a controller that is off from none; `onDown` is called when Bluetooth goes away in use. */
  constructor(opened: OpenedBindings, hasController: () => boolean, onDown: (error: RecoveryError) => void) {
    this.opened = opened;
    this.#hasController = hasController;
    this.#onDown = onDown;
  }

  get state(): BleState | undefined {
    return this.#state;
  }

  /** Starts, and gives out the first state that the system commits itself to; no word at all counts as no adapter. */
  async start(timings: BleTimings): Promise<BleState> {
    const { bindings } = this.opened;
    bindings.on('stateChange', (state: unknown) => this.#change(this.#read(state)));
    // A listener that does not print: the libraries warn on the console otherwise.
    bindings.on('warning', () => undefined);
    try {
      return await within(timings, 'state', [], (signal) =>
        untilEvent(
          bindings,
          'stateChange',
          (state) => this.#read(state),
          signal,
          () => this.opened.start(),
        ),
      );
    } catch (error) {
      this.#state = error instanceof RecoveryError ? 'no-adapter' : stateOfProblem(error);
      return this.#state;
    }
  }

  stop(): void {
    this.opened.bindings.removeAllListeners();
    this.opened.bindings.on('error', () => undefined);
    this.opened.stop();
  }

  #change(state: BleState | undefined): void {
    const wasReady = this.#state === 'ready';
    this.#state = state ?? this.#state;
    if (wasReady && state !== undefined && state !== 'ready') this.#onDown(stateError(state));
  }

  /** Undefined while the system makes up its mind. */
  #read(state: unknown): BleState | undefined {
    if (state === 'poweredOn') return 'ready';
    if (state === 'poweredOff') return this.#hasController() ? 'off' : 'no-adapter';
    if (state === 'unauthorized') return 'unauthorized';
    return state === 'unsupported' ? 'no-adapter' : undefined;
  }
}

/** What a library throws when it starts: no right to open a controller, or none there. */
function stateOfProblem(error: unknown): BleState {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const text = error instanceof Error ? `${code} ${error.message}` : '';
  return /EPERM|EACCES|not permitted|permission denied/i.test(text) ? 'unauthorized' : 'no-adapter';
}
