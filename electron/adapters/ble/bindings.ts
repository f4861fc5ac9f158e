import type { EventEmitter } from 'node:events';
import type { HciSocketClass } from '../../core/interfaces/hci-socket.ts';

/**
 * The typed view of what is used of the Bluetooth libraries: the layer beneath their public classes. It is the same in both
 * libraries and on every system, and says of each event which unit it belongs to, where the classes above it wait without
 * end (PROTOCOLS §6.4). Identifiers and UUIDs go in as the library gave them out; each request is answered by an event.
 */
export interface NobleBindings extends EventEmitter {
  startScanning(serviceUuids: string[], allowDuplicates: boolean): void;
  stopScanning(): void;
  connect(id: string, parameters: ConnectionParameters): void;
  /** Absent on Windows and macOS of @abandonware/noble. */
  cancelConnect?(id: string): void;
  disconnect(id: string): void;
  discoverServices(id: string, uuids: string[]): void;
  discoverCharacteristics(id: string, service: string, uuids: string[]): void;
  discoverDescriptors(id: string, service: string, characteristic: string): void;
  readValue(id: string, service: string, characteristic: string, descriptor: string): void;
  read(id: string, service: string, characteristic: string): void;
  write(id: string, service: string, characteristic: string, value: Buffer, withoutResponse: boolean): void;
  /** ATT clients by unit, where the library speaks HCI itself. */
  readonly _gatts?: Readonly<Record<string, Gatt | undefined>>;
}

/** In the units of HCI: intervals of 1.25 ms, the supervision time-out of 10 ms. Systems with a stack of their own ignore it. */
export interface ConnectionParameters {
  readonly minInterval: number;
  readonly maxInterval: number;
  readonly latency: number;
  readonly timeout: number;
  /** ATT MTU to ask for; known to @stoprocent/noble alone. */
  readonly mtu: number;
}

/** The ATT client of one connection, of both libraries. */
export interface Gatt extends EventEmitter {
  _mtu: number;
  _desired_mtu: number;
  readonly _security: string;
  onAclStreamData(channel: number, data: Buffer): void;
  onAclStreamEncryptFail(): void;
  readBlobRequest(handle: number, offset: number): Buffer;
  exchangeMtu(): void;
}

export type GattClass = new (...parts: never[]) => Gatt;

/** Bindings that are opened, and how they are begun and ended. */
export interface OpenedBindings {
  readonly bindings: NobleBindings;
  /** Whether the user description of a characteristic may be read without ending the process (PROTOCOLS §6.5). */
  readonly readsDescriptions: boolean;
  /** Whether units that the system only remembers come without a signal strength. */
  readonly remembersUnits: boolean;
  /** Throws what the system says where there is no Bluetooth, or no right to it. */
  start(): void;
  /** Never throws. Afterwards nothing of it keeps the process alive. */
  stop(): void;
}

/** How to open bindings. Rejects where a native part is missing. */
export type OpenBindings = (platform: NodeJS.Platform, hciSocket?: HciSocketClass) => Promise<OpenedBindings>;
