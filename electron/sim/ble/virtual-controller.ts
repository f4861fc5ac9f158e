import type { Unsubscribe } from '../../core/interfaces/serial-link.ts';
import { Listeners } from '../listeners.ts';
import { type ControllerFacts, returnedBy } from './controller-answers.ts';
import { ControllerConnections } from './controller-connections.ts';
import { ControllerScan } from './controller-scan.ts';
import { hciOpcode, hciStatus, packetType } from './hci-codes.ts';
import { commandComplete } from './hci-events.ts';
import { readU16 } from './little-endian.ts';
import type { VirtualRadio } from './virtual-radio.ts';

export interface VirtualControllerOptions extends Partial<ControllerFacts> {
  /** How often units are heard, milliseconds of real time. Default 100. */
  readonly advertisingMs?: number;
}

const usualFacts: ControllerFacts = { address: '02:00:00:00:5e:ed', aclLength: 251, aclCount: 8 };

/** Parameter bytes of commands that have an effect; a command of another length is refused. */
const parameterLength: Readonly<Record<number, number>> = {
  [hciOpcode.leSetScanParameters]: 7,
  [hciOpcode.leSetScanEnable]: 2,
  [hciOpcode.leCreateConnection]: 25,
  [hciOpcode.leConnectionUpdate]: 14,
  [hciOpcode.leStartEncryption]: 28,
  [hciOpcode.leReadRemoteFeatures]: 2,
  [hciOpcode.readRemoteVersion]: 2,
  [hciOpcode.disconnect]: 3,
  [hciOpcode.readRssi]: 2,
};

/**
 * A Bluetooth LE controller in the role of the central, at its host interface (PROTOCOLS §6.8). Packets go in and come out
 * whole, with their type in the first byte; they come out after `receive` has returned, never within it.
 */
export class VirtualController {
  readonly #facts: ControllerFacts;
  readonly #packets = new Listeners<Uint8Array>();
  readonly #scan: ControllerScan;
  readonly #connections: ControllerConnections;

  constructor(radio: VirtualRadio, { advertisingMs = 100, ...facts }: VirtualControllerOptions = {}) {
    this.#facts = { ...usualFacts, ...facts };
    const emit = (packet: Uint8Array) => void setImmediate(() => this.#packets.call(packet));
    this.#scan = new ControllerScan(radio, emit, advertisingMs);
    this.#connections = new ControllerConnections(radio, emit, this.#facts, advertisingMs);
    this.#emit = emit;
  }

  readonly #emit: (packet: Uint8Array) => void;

  /** Tells of every packet for the host. */
  onPacket(listener: (packet: Uint8Array) => void): Unsubscribe {
    return this.#packets.add(listener);
  }

  /** A packet of the host. What is none is dropped. */
  receive(packet: Uint8Array): void {
    const [type] = packet;
    if (type === packetType.command && packet.length >= 4 && packet.length === 4 + (packet[3] ?? 0)) {
      this.#command(readU16(packet, 1), packet.subarray(4));
    } else if (type === packetType.acl && packet.length >= 5 && packet.length === 5 + readU16(packet, 3)) {
      this.#connections.carry(readU16(packet, 1), packet.slice(5));
    }
  }

  /** Stops scanning and lets every unit go. */
  close(): void {
    this.#scan.stop();
    this.#connections.close();
  }

  #command(opcode: number, params: Uint8Array): void {
    if (opcode === hciOpcode.reset) {
      this.close();
      this.#emit(commandComplete(opcode, [hciStatus.success]));
      return;
    }
    const returned = returnedBy(opcode, this.#facts);
    if (returned !== undefined) this.#emit(commandComplete(opcode, [hciStatus.success, ...returned]));
    else if (parameterLength[opcode] !== undefined && parameterLength[opcode] !== params.length) {
      this.#emit(commandComplete(opcode, [hciStatus.invalidParameters]));
    } else if (!this.#scan.command(opcode, params) && !this.#connections.command(opcode, params)) {
      this.#emit(commandComplete(opcode, [hciStatus.unknownCommand]));
    }
  }
}
