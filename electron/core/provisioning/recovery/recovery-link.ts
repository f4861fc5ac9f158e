import { sameBytes } from '../../bytes/byte-view.ts';
import { errorCatalogue } from '../../errors/catalogue.ts';
import { RecoveryError } from '../../errors/recovery-error.ts';
import type { Clock } from '../../interfaces/machine.ts';
import type { DeviceInfo } from '../proto/rcv_pb.ts';
import type { ProvisioningSession } from '../session.ts';
import { readDeviceInfo } from './info-client.ts';
import type { PushEvent } from './push-events.ts';

/** What a transfer needs from outside. */
export interface PushContext {
  /** Opens a new connection to the unit and shakes hands; rejects as `openSession` does. */
  readonly reconnect: (signal: AbortSignal | undefined) => Promise<ProvisioningSession>;
  readonly clock: Clock;
  readonly emit: (event: PushEvent) => void;
  readonly signal?: AbortSignal | undefined;
}

/** A session and the unit at its other end. */
export interface OpenLink {
  readonly session: ProvisioningSession;
  readonly device: DeviceInfo;
}

const maxFailures = 5;
const firstWaitMs = 500;
const longestWaitMs = 15_000;

/**
 * The way to one unit over connections that break: whatever was going on when one did is done again over the next one. Gives
 * up with `provisioning.no-progress` after five failures in a row without a further byte (PROTOCOLS §4.4).
 */
export class RecoveryLink {
  readonly #context: PushContext;
  readonly #deviceId: Uint8Array;
  #open: OpenLink | undefined;
  #isGuarded = true;
  #wasDoubted = false;
  #failures = 0;
  #furthest = 0;

  /** `deviceId` is that of the unit that the plan was made for. */
  constructor(context: PushContext, deviceId: Uint8Array) {
    this.#context = context;
    this.#deviceId = deviceId;
  }

  /** The unit got as far as this byte: failures before it are forgotten. */
  reached(offset: number): void {
    if (offset <= this.#furthest) return;
    this.#furthest = offset;
    this.#failures = 0;
    this.#wasDoubted = false;
  }

  /** Starts counting from here, as for a transfer that begins anew. */
  startOver(): void {
    this.#furthest = 0;
    this.#failures = 0;
  }

  /** Does the work over a connection, and over the next one where that fails by the link. */
  async run<T>(work: (link: OpenLink) => Promise<T>): Promise<T> {
    for (;;) {
      this.#context.signal?.throwIfAborted();
      try {
        return await work(await this.#ensureOpen());
      } catch (error) {
        await this.close();
        await this.#afterFailure(error);
      }
    }
  }

  /** Ends the connection, if there is one. Never throws. */
  async close(): Promise<void> {
    const open = this.#open;
    this.#open = undefined;
    await open?.session.close();
  }

  async #ensureOpen(): Promise<OpenLink> {
    if (this.#open !== undefined && !this.#open.session.isLost) return this.#open;
    const { reconnect, signal, emit } = this.#context;
    const session = await reconnect(signal);
    this.#isGuarded = session.capabilities.security === 2;
    try {
      const device = await readDeviceInfo(session, signal);
      if (!sameBytes(device.deviceId, this.#deviceId)) throw new RecoveryError('provisioning.other-unit');
      this.#open = { session, device };
    } catch (error) {
      await session.close();
      throw error;
    }
    emit({ type: 'link-opened' });
    return this.#open;
  }

  async #afterFailure(error: unknown): Promise<void> {
    if (!(error instanceof RecoveryError) || !(mayPass(error) || this.#isDoubtful(error))) throw error;
    this.#failures++;
    if (this.#failures >= maxFailures) {
      const params = { attempts: this.#failures, offset: this.#furthest };
      throw new RecoveryError('provisioning.no-progress', params, { cause: error });
    }
    const waitMs = Math.min(longestWaitMs, firstWaitMs * 2 ** (this.#failures - 1));
    this.#context.emit({ type: 'link-lost', code: error.code, attempt: this.#failures, waitMs });
    await this.#context.clock.sleep(waitMs, this.#context.signal);
  }

  /** Only security 2 guards what is said: anything else that the unit seems to object to is asked once more (PROTOCOLS §2.2). */
  #isDoubtful({ code }: RecoveryError): boolean {
    if (this.#isGuarded || this.#wasDoubted || code === 'provisioning.image-refused') return false;
    this.#wasDoubted = true;
    return true;
  }
}

/** The unit was read before: its secret was right then and is right still, so what looks like a refusal is the link. */
function mayPass({ code }: RecoveryError): boolean {
  return code === 'provisioning.credentials-refused' || errorCatalogue[code].retry !== 'never';
}
