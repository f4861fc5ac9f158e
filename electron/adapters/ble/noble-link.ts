import { RecoveryError } from '../../core/errors/recovery-error.ts';
import type { BleLink, BleService } from '../../core/interfaces/ble-central.ts';
import type { NobleBindings } from './bindings.ts';
import type { CharacteristicName, DiscoveredServices } from './discover-services.ts';
import { type BleTimings, within } from './timings.ts';
import { untilEvent } from './until-event.ts';

/** Largest value of an attribute (Bluetooth Core, Vol 3 Part F §3.2.9). */
const largestValue = 512;

/** A unit that is connected, or about to be. */
export interface ConnectedUnit {
  readonly bindings: NobleBindings;
  readonly id: string;
  readonly timings: BleTimings;
  /** Aborted with what ended the link: every operation waits for it too, since the libraries tell none. */
  readonly over: AbortController;
}

/** What a link is made of once its unit is discovered. */
export interface LinkParts extends ConnectedUnit {
  readonly mtu: number | undefined;
  readonly discovered: DiscoveredServices;
}

/** A link over either library. What fails ends it; one operation at a time. */
export class NobleLink implements BleLink {
  readonly id: string;
  readonly mtu: number | undefined;
  readonly services: readonly BleService[];
  readonly #parts: LinkParts;
  #turn: Promise<unknown> = Promise.resolve();
  #gone: Promise<void> | undefined;

  constructor(parts: LinkParts) {
    this.id = parts.id;
    this.mtu = parts.mtu;
    this.services = parts.discovered.services;
    this.#parts = parts;
  }

  write(characteristic: string, value: Uint8Array, signal?: AbortSignal): Promise<void> {
    const { bindings, id } = this.#parts;
    return this.#operate('write', characteristic, signal, async (name, ends) => {
      if (value.length > largestValue) throw new RecoveryError('ble.too-long', { limit: largestValue });
      await untilEvent(
        bindings,
        'write',
        (unit, service, own, error) => (isOf(name, id, unit, service, own) ? succeeded(error) : undefined),
        ends,
        () => bindings.write(id, name.service, name.characteristic, Buffer.from(value), false),
      );
    });
  }

  read(characteristic: string, signal?: AbortSignal): Promise<Uint8Array> {
    const { bindings, id } = this.#parts;
    return this.#operate('read', characteristic, signal, (name, ends) =>
      untilEvent(
        bindings,
        'read',
        (unit, service, own, bytes, isNotification, error) =>
          isOf(name, id, unit, service, own) && isNotification !== true && succeeded(error)
            ? bytesOf(bytes)
            : undefined,
        ends,
        () => bindings.read(id, name.service, name.characteristic),
      ),
    );
  }

  disconnect(): Promise<void> {
    this.#gone ??= disconnectUnit(this.#parts);
    return this.#gone;
  }

  #operate<T>(
    operation: 'read' | 'write',
    characteristic: string,
    signal: AbortSignal | undefined,
    work: (name: CharacteristicName, ends: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const { over, timings, discovered } = this.#parts;
    const result = this.#turn.then(async () => {
      try {
        over.signal.throwIfAborted();
        signal?.throwIfAborted();
        const name = discovered.names.get(characteristic);
        // As a unit would answer: no such attribute.
        if (name === undefined) throw new RecoveryError('ble.refused', { status: 0x0a });
        return await within(timings, operation, [over.signal, signal], (ends) => work(name, ends));
      } catch (error) {
        void this.disconnect();
        throw error;
      }
    });
    this.#turn = result.catch(() => undefined);
    return result;
  }
}

/** Ends a connection, whatever it is like, and waits a little for the system to say so. Never rejects. */
export async function disconnectUnit({ bindings, id, timings, over }: ConnectedUnit): Promise<void> {
  const isGone = over.signal.aborted && over.signal.reason instanceof UnitGone;
  over.abort(new RecoveryError('ble.link-lost'));
  if (isGone) return;
  await within(timings, 'disconnect', [], (signal) =>
    untilEvent(
      bindings,
      'disconnect',
      (unit) => (unit === id ? true : undefined),
      signal,
      () => bindings.disconnect(id),
    ),
  ).catch(() => undefined);
}

/** The link is gone by the system's own word: there is nothing left to disconnect. */
export class UnitGone extends RecoveryError {
  constructor() {
    super('ble.link-lost');
  }
}

function isOf(name: CharacteristicName, id: string, unit: unknown, service: unknown, own: unknown): boolean {
  return unit === id && service === name.service && own === name.characteristic;
}

function succeeded(error: unknown): true {
  if (error !== undefined && error !== null) throw new RecoveryError('ble.refused', { status: 0 }, { cause: error });
  return true;
}

function bytesOf(bytes: unknown): Uint8Array {
  if (!(bytes instanceof Uint8Array)) throw new RecoveryError('ble.refused', { status: 0 });
  if (bytes.length > largestValue) throw new RecoveryError('ble.too-long', { limit: largestValue });
  return new Uint8Array(bytes);
}
