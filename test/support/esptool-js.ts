import { createHash } from 'node:crypto';
import { ESPLoader, Transport } from 'esptool-js';
import type { SerialLink } from '../../electron/core/interfaces/serial-link.ts';
import { webSerialPort } from './web-serial-port.ts';

type TransportPort = ConstructorParameters<typeof Transport>[0];

export interface EsptoolJs {
  readonly loader: ESPLoader;
  readonly transport: Transport;
}

/** An unmodified esptool-js over a link; only what it would print is kept from the console. */
export function esptoolJs(link: SerialLink): EsptoolJs {
  const transport = new Transport(webSerialPort(link) as unknown as TransportPort);
  transport.trace = () => {};
  const terminal = { clean() {}, write() {}, writeLine() {} };
  return { transport, loader: new ESPLoader({ transport, baudrate: 921600, romBaudrate: 115200, terminal }) };
}

/** MD5 as esptool-js wants it, hexadecimal. */
export function md5Hex(bytes: Uint8Array): string {
  return createHash('md5').update(bytes).digest('hex');
}

/** Options of its `writeFlash` that leave the image as it is. */
export function writeOptions(data: Uint8Array, address: number, compress: boolean) {
  return {
    fileArray: [{ data, address }],
    flashSize: 'keep' as const,
    flashMode: 'keep' as const,
    flashFreq: 'keep' as const,
    eraseAll: false,
    compress,
    calculateMD5Hash: md5Hex,
  };
}
