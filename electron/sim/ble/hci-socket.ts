import { EventEmitter } from 'node:events';
import type { HciSocketClass } from '../../core/interfaces/hci-socket.ts';
import type { Unsubscribe } from '../../core/interfaces/serial-link.ts';
import { hciOpcode, packetType } from './hci-codes.ts';
import { readU16 } from './little-endian.ts';
import { VirtualController, type VirtualControllerOptions } from './virtual-controller.ts';
import type { VirtualRadio } from './virtual-radio.ts';

/**
 * Sockets that libraries take for those of `@abandonware/bluetooth-hci-socket`, each with a controller of its own in this
 * radio space (PROTOCOLS §6.7).
 */
export function hciSocketClass(radio: VirtualRadio, options: VirtualControllerOptions = {}): HciSocketClass {
  return class VirtualHciSocket extends EventEmitter {
    readonly #controller = new VirtualController(radio, options);
    #isRaw = true;
    #stop: Unsubscribe | undefined;

    bindRaw(): void {
      this.#isRaw = true;
    }

    bindUser(): void {
      this.#isRaw = false;
    }

    isDevUp(): boolean {
      return true;
    }

    /** Everything passes: filters only spare a host work. */
    setFilter(): void {}

    start(): void {
      this.#stop ??= this.#controller.onPacket((packet) => this.emit('data', Buffer.from(packet)));
    }

    stop(): void {
      this.#stop?.();
      this.#stop = undefined;
      this.#controller.close();
    }

    write(packet: Uint8Array): void {
      // A raw socket of the kernel shows the host its own commands; libraries watch this one.
      const isShown = this.#isRaw && packet[0] === packetType.command && packet.length >= 4;
      if (isShown && readU16(packet, 1) === hciOpcode.leSetScanEnable) {
        const copy = Buffer.from(packet);
        setImmediate(() => this.emit('data', copy));
      }
      this.#controller.receive(new Uint8Array(packet));
    }
  };
}
