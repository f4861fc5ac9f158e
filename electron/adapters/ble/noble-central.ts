import { RecoveryError } from '../../core/errors/recovery-error.ts';
import type { BleBackend } from '../../core/interfaces/ble-backend.ts';
import type { BleAdvertisement, BleCentral, BleLink, BleState } from '../../core/interfaces/ble-central.ts';
import type { HciSocketClass } from '../../core/interfaces/hci-socket.ts';
import { connectUnit } from './connect-unit.ts';
import { type ConnectedUnit, disconnectUnit } from './noble-link.ts';
import { NobleRadio, stateError } from './noble-radio.ts';
import { hasLinuxController, openBindings, usualBackend } from './open-bindings.ts';
import { ScanSession } from './scan-session.ts';
import { type BleTimings, usualTimings, within } from './timings.ts';

export interface NobleCentralOptions {
  /** Default `auto`. */
  readonly backend?: BleBackend | undefined;
  /** Virtual controller; without it the machine's own Bluetooth is used. */
  readonly hciSocket?: HciSocketClass | undefined;
  /** True where virtual units advertise. Default: whether there is a virtual controller. */
  readonly simulated?: boolean | undefined;
  /** Whether this is the packaged app, which changes what `auto` means on Linux. Default false. */
  readonly isPackaged?: boolean | undefined;
  readonly timings?: Partial<BleTimings> | undefined;
  /** Default: this machine's. */
  readonly platform?: NodeJS.Platform | undefined;
}

interface Running {
  readonly radio: NobleRadio;
  readonly scans: ScanSession;
}

/** A central on noble. The library is loaded and Bluetooth opened with the first call, and anew after it did not work. */
export function createNobleCentral(options: NobleCentralOptions = {}): BleCentral {
  return new NobleCentral(options);
}

class NobleCentral implements BleCentral {
  readonly simulated: boolean;
  readonly #options: NobleCentralOptions;
  readonly #timings: BleTimings;
  readonly #links = new Set<ConnectedUnit>();
  /** Aborts what is under way when Bluetooth goes away, or this is closed. */
  #down = new AbortController();
  #running: Promise<Running | BleState> | undefined;
  #connecting: Promise<unknown> = Promise.resolve();

  constructor(options: NobleCentralOptions) {
    this.#options = options;
    this.#timings = { ...usualTimings, ...options.timings };
    this.simulated = options.simulated ?? options.hciSocket !== undefined;
  }

  async state(): Promise<BleState> {
    const running = await this.#run();
    return typeof running === 'string' ? running : (running.radio.state ?? 'ready');
  }

  async scan(onAdvertisement: (advertisement: BleAdvertisement) => void, signal: AbortSignal): Promise<void> {
    const { scans } = await this.#ready();
    if (signal.aborted) return;
    const down = this.#down.signal;
    const listener = (advertisement: BleAdvertisement): void => onAdvertisement(advertisement);
    await scans.add(listener);
    try {
      await untilAborted([signal, down]);
      if (!signal.aborted) throw down.reason;
    } finally {
      await scans.remove(listener);
    }
  }

  connect(id: string, signal?: AbortSignal): Promise<BleLink> {
    const result = this.#connecting.then(() => this.#connect(id, signal));
    this.#connecting = result.catch(() => undefined);
    return result;
  }

  async close(): Promise<void> {
    const running = await this.#running?.catch(() => undefined);
    this.#running = undefined;
    await Promise.all([...this.#links].map(disconnectUnit));
    this.#goDown(new RecoveryError('ble.link-lost'));
    if (running !== undefined && typeof running !== 'string') running.radio.stop();
  }

  async #connect(id: string, signal: AbortSignal | undefined): Promise<BleLink> {
    signal?.throwIfAborted();
    const { radio, scans } = await this.#ready();
    if (!scans.knows(id)) await this.#find(scans, id, signal);
    const { opened } = radio;
    const parts = { opened, id, timings: this.#timings, signal, links: this.#links };
    return scans.paused(() => connectUnit(parts));
  }

  /** The libraries connect only to units that they have heard; after a restart of this process that is none. */
  async #find(scans: ScanSession, id: string, signal: AbortSignal | undefined): Promise<void> {
    const heard = new AbortController();
    const listener = (advertisement: BleAdvertisement): void => {
      if (advertisement.id === id) heard.abort();
    };
    await scans.add(listener);
    try {
      await within(this.#timings, 'find', [signal, this.#down.signal], async (ends) => {
        await untilAborted([ends, heard.signal]);
        if (!heard.signal.aborted) throw ends.reason;
      });
    } catch (error) {
      const timedOut = error instanceof RecoveryError && error.code === 'ble.timed-out';
      throw timedOut ? new RecoveryError('ble.not-found', { unit: id }) : error;
    } finally {
      await scans.remove(listener);
    }
  }

  async #ready(): Promise<Running> {
    const running = await this.#run();
    if (typeof running === 'string') throw stateError(running === 'ready' ? 'no-adapter' : running);
    const { state } = running.radio;
    if (state !== undefined && state !== 'ready') throw stateError(state);
    return running;
  }

  /** The running radio, or why there is none; then the next call tries anew. */
  async #run(): Promise<Running | BleState> {
    this.#running ??= this.#start();
    const own = this.#running;
    const running = await own;
    if (typeof running === 'string' && this.#running === own) this.#running = undefined;
    return running;
  }

  async #start(): Promise<Running | BleState> {
    const { backend = 'auto', hciSocket, isPackaged = false, platform = process.platform } = this.#options;
    const chosen = backend === 'auto' ? usualBackend(platform, isPackaged && hciSocket === undefined) : backend;
    let radio: NobleRadio;
    try {
      const opened = await openBindings(chosen, platform, hciSocket);
      const hasController = (): boolean => hciSocket !== undefined || platform !== 'linux' || hasLinuxController();
      radio = new NobleRadio(opened, hasController, (error) => this.#goDown(error));
    } catch {
      return 'not-installed';
    }
    const scans = new ScanSession(radio, this.#timings);
    const state = await radio.start(this.#timings);
    // One that is off says so when it is switched on; everything else needs a new start.
    if (state === 'ready' || state === 'off') return { radio, scans };
    radio.stop();
    return state;
  }

  #goDown(error: RecoveryError): void {
    this.#down.abort(error);
    this.#down = new AbortController();
    for (const { over } of [...this.#links]) over.abort(error);
  }
}

function untilAborted(signals: readonly AbortSignal[]): Promise<void> {
  const any = AbortSignal.any([...signals]);
  if (any.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    any.addEventListener('abort', () => resolve(), { once: true });
  });
}
