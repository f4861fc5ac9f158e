import { type ControllerFacts, localVersion } from './controller-answers.ts';
import { hciEvent, hciOpcode, hciStatus, leEvent } from './hci-codes.ts';
import {
  aclPackets,
  commandComplete,
  commandStatus,
  completedPackets,
  connected,
  connectionCancelled,
  eventPacket,
  leEventPacket,
} from './hci-events.ts';
import type { ConnectionParameters } from './link-pacing.ts';
import { readU16, u16 } from './little-endian.ts';
import { RadioLink } from './radio-link.ts';
import type { VirtualPeripheral } from './virtual-peripheral.ts';
import type { VirtualRadio } from './virtual-radio.ts';

interface Connection {
  readonly link: RadioLink;
  readonly peripheral: VirtualPeripheral;
  /** Packets of the host that have not gone out. */
  pending: number;
}

interface Attempt {
  readonly address: string;
  readonly parameters: ConnectionParameters;
  readonly timer: NodeJS.Timeout;
}

const firstHandle = 0x40;
const continuation = 1;

/** The links of a controller, and the one that it is about to open. */
export class ControllerConnections {
  readonly #radio: VirtualRadio;
  readonly #emit: (packet: Uint8Array) => void;
  readonly #facts: ControllerFacts;
  readonly #periodMs: number;
  readonly #open = new Map<number, Connection>();
  #attempt: Attempt | undefined;
  #nextHandle = firstHandle;

  constructor(radio: VirtualRadio, emit: (packet: Uint8Array) => void, facts: ControllerFacts, periodMs: number) {
    this.#radio = radio;
    this.#emit = emit;
    this.#facts = facts;
    this.#periodMs = periodMs;
  }

  /** False for a command that is not about links. */
  command(opcode: number, params: Uint8Array): boolean {
    switch (opcode) {
      case hciOpcode.leCreateConnection:
        this.#create(params);
        return true;
      case hciOpcode.leCreateConnectionCancel:
        this.#cancel();
        return true;
      case hciOpcode.readRssi:
        this.#readRssi(readU16(params, 0));
        return true;
      case hciOpcode.disconnect:
      case hciOpcode.leConnectionUpdate:
      case hciOpcode.leStartEncryption:
      case hciOpcode.leReadRemoteFeatures:
      case hciOpcode.readRemoteVersion:
        this.#onLink(opcode, params);
        return true;
      default:
        return false;
    }
  }

  /** An ACL packet of the host: handle with flags, and what it holds. One too many, or too long, is lost. */
  carry(handleAndFlags: number, fragment: Uint8Array): void {
    const connection = this.#open.get(handleAndFlags & 0xfff);
    if (connection === undefined) return;
    if (connection.pending >= this.#facts.aclCount || fragment.length > this.#facts.aclLength) {
      this.#emit(eventPacket(hciEvent.bufferOverflow, [1]));
      return;
    }
    connection.pending++;
    connection.link.carry(fragment, ((handleAndFlags >> 12) & 3) !== continuation);
  }

  close(): void {
    clearInterval(this.#attempt?.timer);
    this.#attempt = undefined;
    for (const { link } of this.#open.values()) link.disconnect();
  }

  #create(params: Uint8Array): void {
    if (this.#attempt !== undefined) {
      this.#emit(commandStatus(hciOpcode.leCreateConnection, hciStatus.disallowed));
      return;
    }
    this.#emit(commandStatus(hciOpcode.leCreateConnection, hciStatus.success));
    const digits = [...params.subarray(6, 12)].reverse().map((byte) => byte.toString(16).padStart(2, '0'));
    const timer = setInterval(() => this.#tryToConnect(), this.#periodMs).unref();
    this.#attempt = { address: digits.join(':'), parameters: parametersAt(params, 13), timer };
    this.#tryToConnect();
  }

  #cancel(): void {
    const opcode = hciOpcode.leCreateConnectionCancel;
    if (this.#attempt === undefined) {
      this.#emit(commandComplete(opcode, [hciStatus.disallowed]));
      return;
    }
    clearInterval(this.#attempt.timer);
    this.#attempt = undefined;
    this.#emit(commandComplete(opcode, [hciStatus.success]));
    this.#emit(connectionCancelled());
  }

  /** It comes about when the unit is heard. */
  #tryToConnect(): void {
    const attempt = this.#attempt;
    const peripheral = attempt && this.#radio.find(attempt.address);
    if (attempt === undefined || peripheral === undefined) return;
    clearInterval(attempt.timer);
    this.#attempt = undefined;
    const { parameters } = attempt;
    const handle = this.#nextHandle++;
    const { scheduler, pacing } = this.#radio;
    const link = new RadioLink({
      ...{ scheduler, pacing, peripheral, parameters },
      events: {
        onFrame: (frame) => {
          for (const packet of aclPackets(handle, frame, this.#facts.aclLength)) this.#emit(packet);
        },
        onCompleted: () => this.#completed(handle),
        onEnded: (reason) => {
          this.#open.delete(handle);
          this.#emit(eventPacket(hciEvent.disconnected, [hciStatus.success, ...u16(handle), reason]));
        },
      },
    });
    this.#open.set(handle, { link, peripheral, pending: 0 });
    this.#emit(connected(handle, peripheral, link.interval, parameters.latency, parameters.timeout));
  }

  #completed(handle: number): void {
    const connection = this.#open.get(handle);
    if (connection === undefined) return;
    connection.pending--;
    this.#emit(completedPackets(handle, 1));
  }

  #readRssi(handle: number): void {
    const rssi = this.#open.get(handle)?.peripheral.rssi;
    const status = rssi === undefined ? hciStatus.unknownConnection : hciStatus.success;
    this.#emit(commandComplete(hciOpcode.readRssi, [status, ...u16(handle), (rssi ?? 0) & 0xff]));
  }

  /** Commands that begin on a link and end with another event. */
  #onLink(opcode: number, params: Uint8Array): void {
    const handle = readU16(params, 0);
    const link = this.#open.get(handle)?.link;
    this.#emit(commandStatus(opcode, link === undefined ? hciStatus.unknownConnection : hciStatus.success));
    if (link === undefined) return;
    if (opcode === hciOpcode.disconnect) link.disconnect();
    else if (opcode === hciOpcode.leConnectionUpdate) this.#update(handle, link, parametersAt(params, 2));
    else if (opcode === hciOpcode.readRemoteVersion) this.#tell(hciEvent.remoteVersion, handle, remoteVersion);
    else if (opcode === hciOpcode.leStartEncryption) {
      // Units of the simulator are never paired, so there is no key.
      this.#emit(eventPacket(hciEvent.encryptionChange, [hciStatus.keyMissing, ...u16(handle), 0]));
    } else {
      const none = Array.from({ length: 8 }, () => 0);
      this.#emit(leEventPacket(leEvent.remoteFeatures, [hciStatus.success, ...u16(handle), ...none]));
    }
  }

  #tell(event: number, handle: number, params: readonly number[]): void {
    this.#emit(eventPacket(event, [hciStatus.success, ...u16(handle), ...params]));
  }

  #update(handle: number, link: RadioLink, parameters: ConnectionParameters): void {
    link.update(parameters);
    const { latency, timeout } = parameters;
    const timing = [...u16(link.interval), ...u16(latency), ...u16(timeout)];
    this.#emit(leEventPacket(leEvent.updated, [hciStatus.success, ...u16(handle), ...timing]));
  }
}

const remoteVersion = [localVersion[0], ...localVersion.slice(4, 6), 0, 0];

function parametersAt(params: Uint8Array, at: number): ConnectionParameters {
  return {
    minInterval: readU16(params, at),
    maxInterval: readU16(params, at + 2),
    latency: readU16(params, at + 4),
    timeout: readU16(params, at + 6),
  };
}
