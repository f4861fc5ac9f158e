import type { SerialLink } from '../../electron/core/interfaces/serial-link.ts';

interface Signals {
  dataTerminalReady?: boolean;
  requestToSend?: boolean;
}

/** The part of a Web Serial port that esptool-js 0.7.0 uses (ESPTOOL-JS §2). */
export interface WebSerialPort {
  readonly readable: ReadableStream<Uint8Array> | null;
  readonly writable: WritableStream<Uint8Array> | null;
  open(options: { baudRate: number }): Promise<void>;
  close(): Promise<void>;
  setSignals(signals: Signals): Promise<void>;
  setBaudRate(baudRate: number): Promise<void>;
  getInfo(): { usbVendorId?: number; usbProductId?: number };
}

/** A link as a Web Serial port, so that an unmodified esptool-js can drive what is behind it. */
export function webSerialPort(link: SerialLink): WebSerialPort {
  let streams: { readable: ReadableStream<Uint8Array>; writable: WritableStream<Uint8Array> } | undefined;
  const lines = { dtr: false, rts: false };
  return {
    get readable() {
      return streams?.readable ?? null;
    },
    get writable() {
      return streams?.writable ?? null;
    },
    async open({ baudRate }) {
      await link.open(baudRate);
      streams = openStreams(link);
    },
    async close() {
      streams = undefined;
      await link.close();
    },
    async setSignals({ dataTerminalReady = lines.dtr, requestToSend = lines.rts }) {
      lines.dtr = dataTerminalReady;
      lines.rts = requestToSend;
      await link.setModemLines({ ...lines });
    },
    setBaudRate: (baudRate) => link.setBaudRate(baudRate),
    getInfo: () => (link.usb ? { usbVendorId: link.usb.vendorId, usbProductId: link.usb.productId } : {}),
  };
}

function openStreams(link: SerialLink) {
  let end = () => {};
  const readable = new ReadableStream<Uint8Array>({
    start(controller) {
      const ends = [
        link.onData((chunk) => controller.enqueue(chunk)),
        link.onLost(() => controller.error(new DOMException('The device has been lost.', 'NetworkError'))),
      ];
      end = () => {
        for (const unsubscribe of ends) unsubscribe();
      };
    },
    cancel: () => end(),
  });
  return { readable, writable: new WritableStream<Uint8Array>({ write: (chunk) => link.write(chunk) }) };
}
