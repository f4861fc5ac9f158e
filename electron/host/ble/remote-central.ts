import type { z } from 'zod';
import type { Lane } from '../../contract/lane.ts';
import { decodeBase64, encodeBase64 } from '../../core/bytes/base64.ts';
import { RecoveryError } from '../../core/errors/recovery-error.ts';
import type { BleBackend } from '../../core/interfaces/ble-backend.ts';
import type { BleAdvertisement, BleCentral, BleLink, BleState } from '../../core/interfaces/ble-central.ts';
import { bleResults } from './messages.ts';
import { ProcessCalls } from './process-calls.ts';

/** A process that speaks Bluetooth. */
export interface BleHelper {
  readonly lane: Lane;
  /** Ends it; `onEnd` still follows. */
  end(): void;
}

export interface RemoteCentralOptions {
  /** Starts the process. `onEnd` is called once, when it is gone. */
  readonly start: (onEnd: () => void) => Promise<BleHelper>;
  /**
   * Asked at every use; default `auto`. Where it is another than the process has, that ends and the next one starts, unless
   * a unit is connected or something waits for it.
   */
  readonly backend?: (() => BleBackend | Promise<BleBackend>) | undefined;
  /** Whether this is the packaged app. Default false. */
  readonly isPackaged?: boolean | undefined;
  /** True where the process has virtual units. Default false. */
  readonly simulated?: boolean | undefined;
  /** A process that says nothing for so long is ended, ms. Longer than any of its own waits; default 120 000. */
  readonly patienceMs?: number | undefined;
}

/** A central whose Bluetooth lives in a process of its own: a driver that falls takes nothing else with it. */
export function remoteCentral(options: RemoteCentralOptions): BleCentral {
  return new RemoteCentral(options);
}

interface Running {
  readonly backend: BleBackend;
  readonly calls: ProcessCalls;
  /** Numbers of the links that are open. */
  readonly links: Set<number>;
  readonly helper: BleHelper;
}

/** Starts the process with the first call. When it dies, calls under way reject with `ble.stopped`, the next starts it anew. */
class RemoteCentral implements BleCentral {
  readonly simulated: boolean;
  readonly #options: RemoteCentralOptions;
  readonly #patienceMs: number;
  #running: Promise<Running> | undefined;

  constructor(options: RemoteCentralOptions) {
    this.#options = options;
    this.#patienceMs = options.patienceMs ?? 120_000;
    this.simulated = options.simulated ?? false;
  }

  async state(): Promise<BleState> {
    const running = await this.#run();
    return resultOf(bleResults.state, await this.#patiently(running, running.calls.ask({ op: 'state' })));
  }

  async scan(onAdvertisement: (advertisement: BleAdvertisement) => void, signal: AbortSignal): Promise<void> {
    const { calls } = await this.#run();
    try {
      await calls.ask({ op: 'scan' }, signal, onAdvertisement);
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  async connect(id: string, signal?: AbortSignal): Promise<BleLink> {
    const running = await this.#run();
    const link = running.calls.next;
    const asked = running.calls.ask({ op: 'connect', unit: id }, signal);
    const { mtu, services } = resultOf(bleResults.connect, await this.#patiently(running, asked));
    running.links.add(link);
    const patiently = (call: Promise<unknown>): Promise<unknown> => this.#patiently(running, call);
    return remoteLink({
      id,
      mtu,
      services: services.map(({ uuid, characteristics }) => ({
        uuid,
        characteristics: characteristics.map((each) => ({ uuid: each.uuid, name: each.name })),
      })),
      link,
      calls: running.calls,
      patiently,
      onGone: () => running.links.delete(link),
    });
  }

  async close(): Promise<void> {
    const running = await this.#running?.catch(() => undefined);
    this.#running = undefined;
    if (running === undefined) return;
    running.calls.end();
    // The process lets its units go when its lane closes, and ends by itself.
    running.helper.lane.close();
  }

  async #run(): Promise<Running> {
    const backend = (await this.#options.backend?.()) ?? 'auto';
    const before = this.#running;
    const running = await before;
    if (running === undefined) return this.#begin(backend);
    const isInUse = running.links.size > 0 || running.calls.waiting > 0;
    if (running.backend === backend || isInUse) return running;
    if (this.#running === before) await this.close();
    return this.#begin(backend);
  }

  #begin(backend: BleBackend): Promise<Running> {
    if (this.#running !== undefined) return this.#running;
    const running: Promise<Running> = this.#start(backend, () => {
      if (this.#running === running) this.#running = undefined;
    });
    this.#running = running;
    return running;
  }

  async #start(backend: BleBackend, forget: () => void): Promise<Running> {
    let calls: ProcessCalls | undefined;
    const over = (): void => {
      forget();
      calls?.end();
    };
    try {
      const helper = await this.#options.start(over);
      calls = new ProcessCalls(helper.lane);
      helper.lane.onClose(over);
      calls.post({ type: 'open', backend, isPackaged: this.#options.isPackaged ?? false });
      return { backend, calls, links: new Set(), helper };
    } catch (cause) {
      forget();
      throw cause instanceof RecoveryError ? cause : new RecoveryError('ble.stopped', {}, { cause });
    }
  }

  /** Ends a process that says nothing any more: it hangs. */
  async #patiently({ calls, helper }: Running, call: Promise<unknown>): Promise<unknown> {
    const timer = setTimeout(() => {
      calls.end();
      helper.end();
    }, this.#patienceMs);
    try {
      return await call;
    } finally {
      clearTimeout(timer);
    }
  }
}

interface RemoteLinkParts extends Pick<BleLink, 'id' | 'mtu' | 'services'> {
  readonly link: number;
  readonly calls: ProcessCalls;
  readonly patiently: (call: Promise<unknown>) => Promise<unknown>;
  readonly onGone: () => void;
}

function remoteLink({ id, mtu, services, link, calls, patiently, onGone }: RemoteLinkParts): BleLink {
  let gone: Promise<void> | undefined;
  const disconnect = async (): Promise<void> => {
    await patiently(calls.ask({ op: 'disconnect', link })).catch(() => undefined);
    onGone();
  };
  return {
    id,
    mtu,
    services,
    async write(characteristic, value, signal) {
      await patiently(calls.ask({ op: 'write', link, characteristic, value: encodeBase64(value) }, signal));
    },
    async read(characteristic, signal) {
      const answer = await patiently(calls.ask({ op: 'read', link, characteristic }, signal));
      return decodeBase64(resultOf(bleResults.read, answer));
    },
    disconnect() {
      gone ??= disconnect();
      return gone;
    },
  };
}

function resultOf<T extends z.ZodType>(schema: T, value: unknown): z.output<T> {
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new RecoveryError('ble.stopped', {}, { cause: parsed.error });
  return parsed.data;
}
