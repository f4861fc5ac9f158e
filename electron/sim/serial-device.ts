import type { ModemLines, Unsubscribe } from '../core/interfaces/serial-link.ts';

/**
 * A unit as its serial adapter sees it: bytes, modem lines and a plug that can be pulled. Links (in process, TCP,
 * RFC 2217, pty) serve this face; nothing of the chip shows through it.
 */
export interface SerialDevice {
  /** Bytes from the host, in order. Takes the whole chunk; pacing is the device's own matter. */
  receive(bytes: Uint8Array): void;
  /** Calls the listener with every chunk towards the host, in order. The chunk belongs to the listener. */
  onTransmit(listener: (chunk: Uint8Array) => void): Unsubscribe;
  /** DTR and RTS as the host drives them; true = asserted. */
  setModemLines(lines: ModemLines): void;
  /** Rate of the host's side. Without it the device takes the host to follow every change of rate. */
  setHostBaudRate(baudRate: number): void;
  /** Calls the listener once when the plug is pulled. */
  onLost(listener: () => void): Unsubscribe;
  /** False while the plug is pulled: bytes and lines then reach nobody. */
  readonly plugged: boolean;
}
