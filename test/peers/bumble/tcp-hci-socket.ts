import { EventEmitter } from 'node:events';
import { connect } from 'node:net';
import type { HciSocketClass } from '../../../electron/core/interfaces/hci-socket.ts';

/** A socket that does nothing but cut the stream of a controller behind TCP into packets (H4). */
export function tcpHciSocketClass(port: number, onSocket: (end: () => void) => void): HciSocketClass {
  return class extends EventEmitter {
    readonly #socket = connect({ port, host: '127.0.0.1', noDelay: true });
    #rest = Buffer.alloc(0);

    constructor() {
      super();
      onSocket(() => this.#socket.destroy());
    }
    bindRaw(): void {}
    bindUser(): void {}
    isDevUp(): boolean {
      return true;
    }
    setFilter(): void {}
    start(): void {
      this.#socket.on('data', (chunk) => this.#read(chunk));
    }
    stop(): void {
      this.#socket.destroy();
    }
    write(packet: Uint8Array): void {
      this.#socket.write(packet);
    }
    #read(chunk: Uint8Array): void {
      this.#rest = Buffer.concat([this.#rest, chunk]);
      for (let length = lengthOf(this.#rest); length <= this.#rest.length; length = lengthOf(this.#rest)) {
        this.emit('data', this.#rest.subarray(0, length));
        this.#rest = this.#rest.subarray(length);
      }
    }
  };
}

/** Of the packet that begins here; Infinity until its header is there. */
function lengthOf(bytes: Buffer): number {
  if (bytes[0] === 4 && bytes.length >= 3) return 3 + bytes.readUInt8(2);
  if (bytes[0] === 2 && bytes.length >= 5) return 5 + bytes.readUInt16LE(3);
  return Number.POSITIVE_INFINITY;
}
