import type { Lane } from '../../contract/lane.ts';
import { decodeBase64, encodeBase64 } from '../../core/bytes/base64.ts';
import { RecoveryError } from '../../core/errors/recovery-error.ts';
import type { BleBackend } from '../../core/interfaces/ble-backend.ts';
import type { BleAdvertisement, BleCentral, BleLink } from '../../core/interfaces/ble-central.ts';
import { errorEnvelope } from '../app/error-envelope.ts';
import { isLongerThan } from '../app/message-size.ts';
import { type BleCall, type FromBleProcess, maxCalls, maxLinks, maxMessageLength, toBleProcess } from './messages.ts';

/** Opens the central that the other side asks for. */
export type OpenCentral = (wish: { readonly backend: BleBackend; readonly isPackaged: boolean }) => BleCentral;

/**
 * Serves one central to the other end of a lane, until the lane closes; then everything is disconnected, and `onEnd` called.
 * Messages that do not parse are dropped: both ends are built together.
 */
export function serveCentral(lane: Lane, open: OpenCentral, onEnd: () => void): void {
  const served = new ServedCentral(lane, open);
  lane.onMessage((message) => served.receive(message));
  lane.onClose(() => void served.close().finally(onEnd));
}

class ServedCentral {
  readonly #lane: Lane;
  readonly #open: OpenCentral;
  readonly #calls = new Map<number, AbortController>();
  readonly #links = new Map<number, BleLink>();
  #central: BleCentral | undefined;
  #connecting = 0;
  #isOpen = true;

  constructor(lane: Lane, open: OpenCentral) {
    this.#lane = lane;
    this.#open = open;
  }

  receive(raw: unknown): void {
    const parsed = isLongerThan(raw, maxMessageLength) ? undefined : toBleProcess.safeParse(raw);
    if (parsed?.success !== true) return;
    const message = parsed.data;
    if (message.type === 'open') this.#central ??= this.#open(message);
    else if (message.type === 'cancel') this.#cancel(message.id);
    else void this.#serve(message.id, message.call);
  }

  async close(): Promise<void> {
    this.#isOpen = false;
    for (const call of this.#calls.values()) call.abort();
    await this.#central?.close();
  }

  #cancel(id: number): void {
    const call = this.#calls.get(id);
    if (call === undefined) this.#forget(id);
    else call.abort();
  }

  async #serve(id: number, call: BleCall): Promise<void> {
    if (this.#calls.has(id) || this.#links.has(id)) return;
    const controller = new AbortController();
    try {
      if (this.#calls.size >= maxCalls) throw new RecoveryError('app.too-many-requests', { limit: maxCalls });
      this.#calls.set(id, controller);
      const value = await this.#answer(id, call, controller.signal);
      this.#calls.delete(id);
      if (controller.signal.aborted) this.#forget(id);
      this.#post({ type: 'done', id, value });
    } catch (error) {
      this.#calls.delete(id);
      this.#post({ type: 'failed', id, error: errorEnvelope(error) });
    }
  }

  async #answer(id: number, call: BleCall, signal: AbortSignal): Promise<unknown> {
    const central = this.#central;
    if (central === undefined) throw new RecoveryError('app.bad-message', { reason: 'not-opened' });
    switch (call.op) {
      case 'state':
        return central.state();
      case 'scan':
        return central.scan((advertisement) => this.#tell(id, advertisement), signal).then(() => null);
      case 'connect':
        return this.#connect(id, central, call.unit, signal);
      case 'write':
        return this.#link(call.link)
          .write(call.characteristic, decodeBase64(call.value), signal)
          .then(() => null);
      case 'read':
        return encodeBase64(await this.#link(call.link).read(call.characteristic, signal));
      case 'disconnect':
        await this.#links.get(call.link)?.disconnect();
        this.#links.delete(call.link);
        return null;
    }
  }

  async #connect(id: number, central: BleCentral, unit: string, signal: AbortSignal): Promise<unknown> {
    if (this.#links.size + this.#connecting >= maxLinks) {
      throw new RecoveryError('app.too-many-requests', { limit: maxLinks });
    }
    this.#connecting++;
    const link = await central.connect(unit, signal).finally(() => this.#connecting--);
    this.#links.set(id, link);
    return { ...(link.mtu !== undefined && { mtu: link.mtu }), services: link.services };
  }

  #link(id: number): BleLink {
    const link = this.#links.get(id);
    if (link === undefined) throw new RecoveryError('ble.link-lost');
    return link;
  }

  #forget(id: number): void {
    void this.#links.get(id)?.disconnect();
    this.#links.delete(id);
  }

  #tell(id: number, advertisement: BleAdvertisement): void {
    this.#post({ type: 'advertisement', id, advertisement: { ...advertisement, name: advertisement.name } });
  }

  #post(message: FromBleProcess): void {
    if (this.#isOpen) this.#lane.post(message);
  }
}
