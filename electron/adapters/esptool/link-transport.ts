import { Transport } from 'esptool-js';
import type { SerialLink } from '../../core/interfaces/serial-link.ts';
import { refuseEfuseWrite } from './efuse-guard.ts';
import type { FrameStream } from './frame-stream.ts';
import { encodeSlip } from './slip.ts';

/**
 * What esptool-js speaks through, on a link of ours. Replaces every method of its Transport that it calls, since those
 * poll, leak locks, lose errors and swallow text (ESPTOOL-JS §5, T1 to T9). Opening and closing is left to the session:
 * esptool-js reopens a port to try again, and reopening can reset a board (T4, §9).
 */
export class LinkTransport extends Transport {
  readonly #link: SerialLink;
  readonly #frames: FrameStream;
  readonly #text: () => string;
  #dtr = false;
  #rts = false;

  constructor(link: SerialLink, frames: FrameStream, text: () => string) {
    super(asWebSerialPort(link), false, true);
    this.#link = link;
    this.#frames = frames;
    this.#text = text;
  }

  override trace(): void {}

  override async write(frame: Uint8Array): Promise<void> {
    refuseEfuseWrite(frame);
    await this.#link.write(encodeSlip(frame));
  }

  override read(timeoutMs: number): Promise<Uint8Array> {
    return this.#frames.read(timeoutMs);
  }

  override async readLoop(): Promise<void> {}

  override async connect(): Promise<void> {}

  override async disconnect(): Promise<void> {}

  override flushInput(): void {
    this.#frames.flush();
  }

  override drainInput(quietMs = 100, maxMs = 1000): Promise<void> {
    return this.#frames.drain(quietMs, maxMs);
  }

  override async flushOutput(): Promise<void> {}

  override inWaiting(): number {
    return 0;
  }

  override peek(): Uint8Array {
    return new TextEncoder().encode(this.#text());
  }

  override async setSignals(dtr?: boolean, rts?: boolean): Promise<void> {
    this.#dtr = dtr ?? this.#dtr;
    this.#rts = rts ?? this.#rts;
    await this.#link.setModemLines({ dtr: this.#dtr, rts: this.#rts });
  }

  override setRTS(rts: boolean): Promise<void> {
    return this.setSignals(undefined, rts);
  }

  override setDTR(dtr: boolean): Promise<void> {
    return this.setSignals(dtr, undefined);
  }

  override async changeBaudrate(baudRate: number): Promise<boolean> {
    await this.#link.setBaudRate(baudRate);
    return false;
  }
}

/** esptool-js asks a port for its USB ids only: they choose the reset sequence. */
function asWebSerialPort({ usb }: SerialLink): ConstructorParameters<typeof Transport>[0] {
  const info = { usbVendorId: usb?.vendorId, usbProductId: usb?.productId };
  return { getInfo: () => info } as unknown as ConstructorParameters<typeof Transport>[0];
}
