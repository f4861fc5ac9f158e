import type { ModemLines } from '../../../electron/core/interfaces/serial-link.ts';
import type { SerialDevice } from '../../../electron/sim/serial-device.ts';

/** A device that keeps what reaches it and sends what a test says. */
export class RecordingDevice implements SerialDevice {
  plugged = true;
  readonly lines: ModemLines[] = [];
  readonly baudRates: number[] = [];
  received = Buffer.alloc(0);
  readonly #transmit = new Set<(chunk: Uint8Array) => void>();
  readonly #lost = new Set<() => void>();
  #wake = () => {};

  receive(bytes: Uint8Array): void {
    this.received = Buffer.concat([this.received, bytes]);
    this.#wake();
  }

  onTransmit(listener: (chunk: Uint8Array) => void): () => void {
    this.#transmit.add(listener);
    this.#wake();
    return () => {
      this.#transmit.delete(listener);
      this.#wake();
    };
  }

  setModemLines(lines: ModemLines): void {
    this.lines.push(lines);
    this.#wake();
  }

  setHostBaudRate(baudRate: number): void {
    this.baudRates.push(baudRate);
    this.#wake();
  }

  onLost(listener: () => void): () => void {
    this.#lost.add(listener);
    return () => this.#lost.delete(listener);
  }

  get listeners(): number {
    return this.#transmit.size + this.#lost.size;
  }

  send(bytes: Uint8Array): void {
    for (const listener of this.#transmit) listener(bytes);
  }

  pullPlug(): void {
    this.plugged = false;
    for (const listener of this.#lost) listener();
  }

  /** Resolves as soon as the condition holds; it is looked at whenever something reaches the device. */
  async until(condition: (device: this) => boolean): Promise<void> {
    while (!condition(this)) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}
