import { EventEmitter } from 'node:events';
import type { HciSocket, HciSocketClass } from '../../electron/core/interfaces/hci-socket.ts';

/** What the unit answers to an ATT request; undefined = it never does. */
export type AttScript = (request: Buffer) => Buffer | undefined;

export interface ControllerScript {
  readonly att: AttScript;
  /** False: a connection is asked for and never comes. */
  readonly connects?: boolean;
  readonly advertises?: boolean;
  readonly isUp?: boolean;
  /** What the kernel says to every command: no right to send it. */
  readonly denies?: boolean;
}

const opcode = { scanEnable: 0x200c, create: 0x200d, cancel: 0x200e, disconnect: 0x0406 } as const;
/** Name of the unit as the libraries form it of its address. */
export const scriptedUnitId = '246f28aabb01';
const address = [0x01, 0xbb, 0xaa, 0x28, 0x6f, 0x24];
const handle = 0x40;
const service = Buffer.from('1775244d6b43439b877c060f2d9bed07', 'hex').reverse();
const advertising = [0x02, 0x01, 0x06, 0x11, 0x07, ...service];
const scanResponse = [0x0c, 0x09, ...Buffer.from('PROV_AABB01')];
/** What commands answer besides their status. */
const answers: Readonly<Record<number, readonly number[]>> = {
  4097: [0x09, 0, 0, 0x09, 0x0f, 0, 0, 0],
  3180: [1, 0],
  8194: [0xfb, 0, 8],
  4105: [6, 5, 4, 3, 2, 1],
  8195: [0, 0, 0, 0, 0, 0, 0, 0],
};

/** What a test sees of a controller, and does to it. */
export class ScriptedController {
  readonly script: ControllerScript;
  readonly commands: { readonly opcode: number; readonly parameters: Buffer }[] = [];
  readonly requests: Buffer[] = [];
  isUp: boolean;
  isConnected = false;
  isStarted = false;
  emit: (packet: readonly number[] | Buffer) => void = () => undefined;
  #fragments = Buffer.alloc(0);

  constructor(script: ControllerScript) {
    this.script = script;
    this.isUp = script.isUp ?? true;
  }

  /** A class whose sockets lead here. */
  get socket(): HciSocketClass {
    return socketClassOf(this);
  }

  /** Breaks the link, as a unit that restarts. */
  drop(reason = 0x08): void {
    if (!this.isConnected) return;
    this.isConnected = false;
    this.emit([0x04, 0x05, 4, 0, handle, 0, reason]);
  }

  receive(packet: Buffer): void {
    if (packet[0] === 0x01) this.#command(packet.readUInt16LE(1), packet.subarray(4), packet);
    if (packet[0] === 0x02) this.#acl(packet);
  }

  parametersOf(command: keyof typeof opcode): Buffer | undefined {
    return this.commands.find((candidate) => candidate.opcode === opcode[command])?.parameters;
  }

  #command(code: number, parameters: Buffer, packet: Buffer): void {
    this.commands.push({ opcode: code, parameters });
    const own = [code & 0xff, code >> 8];
    if (code === opcode.scanEnable) this.emit(packet);
    if (code === opcode.create || code === opcode.disconnect) this.emit([0x04, 0x0f, 4, 0, 1, ...own]);
    else this.emit([0x04, 0x0e, 4 + (answers[code]?.length ?? 0), 1, ...own, 0, ...(answers[code] ?? [])]);
    if (code === opcode.scanEnable && parameters[0] === 1 && this.script.advertises !== false) this.#advertise();
    if (code === opcode.create && this.script.connects !== false) this.#connect();
    if (code === opcode.cancel) this.emit([0x04, 0x3e, 19, 0x01, 0x02, ...new Array(17).fill(0)]);
    if (code === opcode.disconnect) this.drop(0x16);
  }

  #advertise(): void {
    const report = (type: number, data: readonly number[]): void =>
      this.emit([0x04, 0x3e, 12 + data.length, 0x02, 1, type, 0, ...address, data.length, ...data, 0xc4]);
    report(0x00, advertising);
    report(0x04, scanResponse);
  }

  #connect(): void {
    this.isConnected = true;
    this.emit([0x04, 0x3e, 19, 0x01, 0, handle, 0, 0, 0, ...address, 24, 0, 0, 0, 0x90, 1, 0]);
  }

  /** Puts fragments together, and answers a whole request. */
  #acl(packet: Buffer): void {
    this.emit([0x04, 0x13, 5, 1, handle, 0, 1, 0]);
    const isFirst = packet.readUInt16LE(1) >> 12 !== 1;
    this.#fragments = Buffer.concat([isFirst ? Buffer.alloc(0) : this.#fragments, packet.subarray(5)]);
    if (this.#fragments.length < 4 + this.#fragments.readUInt16LE(0)) return;
    if (this.#fragments.readUInt16LE(2) !== 4) return;
    const request = Buffer.from(this.#fragments.subarray(4));
    this.requests.push(request);
    const answer = this.script.att(request);
    if (answer === undefined) return;
    const [length, total] = [answer.length, answer.length + 4];
    const head = [handle, 0x20, total & 0xff, total >> 8, length & 0xff, length >> 8, 4, 0];
    this.emit([0x02, ...head, ...answer]);
  }
}

function socketClassOf(controller: ScriptedController): HciSocketClass {
  return class extends EventEmitter implements HciSocket {
    bindRaw(): void {
      controller.emit = (packet) => setImmediate(() => this.emit('data', Buffer.from(packet)));
    }
    bindUser(): void {}
    isDevUp(): boolean {
      return controller.isUp;
    }
    setFilter(): void {}
    start(): void {
      controller.isStarted = true;
    }
    stop(): void {
      controller.isStarted = false;
    }
    write(packet: Uint8Array): void {
      const denial = Object.assign(new Error('Operation not permitted'), { code: 'EPERM' });
      if (controller.script.denies) setImmediate(() => this.emit('error', denial));
      else controller.receive(Buffer.from(packet));
    }
  };
}
