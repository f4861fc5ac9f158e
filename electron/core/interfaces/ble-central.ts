/** What may keep Bluetooth from being used; each has an error code of its own and a next step per system. */
export type BleState = 'ready' | 'off' | 'unauthorized' | 'no-adapter' | 'not-installed';

/** A unit as it advertises itself. All of it is text and bytes of a stranger. */
export interface BleAdvertisement {
  /** Names the unit for `connect`, on this machine and for as long as it runs: an address, or what the system hands out instead. */
  readonly id: string;
  /** From the scan response, cut at 248 bytes; undefined until it was heard. */
  readonly name: string | undefined;
  /** Signal strength, dBm. */
  readonly rssi: number;
  /** Lower case, 32 hexadecimal digits without dashes, 16-bit ones expanded (PROTOCOLS §1.3). */
  readonly serviceUuids: readonly string[];
  readonly connectable: boolean;
}

/** One characteristic, by its normalised UUID; `name` is its user description (0x2901) where the system lets it be read. */
export interface BleCharacteristic {
  readonly uuid: string;
  readonly name: string | undefined;
}

/** A service of a connected unit. */
export interface BleService {
  readonly uuid: string;
  readonly characteristics: readonly BleCharacteristic[];
}

/**
 * A link to one unit. Every operation ends by itself: it settles, or rejects with `ble.timed-out`, `ble.link-lost` or
 * `ble.refused` (the unit answered with an ATT error). After any of these the link is of no more use.
 */
export interface BleLink {
  readonly id: string;
  /** ATT MTU that both sides keep to; undefined where the system takes care of it (Windows, macOS). */
  readonly mtu: number | undefined;
  readonly services: readonly BleService[];
  /** With response: settles when the unit has acknowledged. Longer than MTU - 3 goes as a long write. */
  write(characteristic: string, value: Uint8Array, signal?: AbortSignal): Promise<void>;
  /** The whole value, read until a short part arrives. Rejects with `ble.too-long` beyond 512 bytes, the limit of an attribute. */
  read(characteristic: string, signal?: AbortSignal): Promise<Uint8Array>;
  /** Never rejects, and may be called twice. */
  disconnect(): Promise<void>;
}

/** Bluetooth of this machine in the role of the central. Nothing is opened before the first call. */
export interface BleCentral {
  /** True where virtual units advertise. */
  readonly simulated: boolean;
  /** Whether Bluetooth can be used now. */
  state(): Promise<BleState>;
  /**
   * Tells of every advertisement until the signal aborts, which resolves it. Rejects with `ble.off`, `ble.unauthorized`,
   * `ble.no-adapter`, `ble.not-installed` or `ble.stopped` (the process that speaks Bluetooth ended).
   */
  scan(onAdvertisement: (advertisement: BleAdvertisement) => void, signal: AbortSignal): Promise<void>;
  /** Connects and discovers the services. Rejects like `scan`, and with `ble.not-found`, `ble.timed-out`, `ble.link-lost`. */
  connect(id: string, signal?: AbortSignal): Promise<BleLink>;
  /** Ends the process or the radio's use. Never rejects. */
  close(): Promise<void>;
}
