/** A Bluetooth controller as its kernel socket shows it: HCI packets, the first byte tells their kind (PROTOCOLS §6.7). */
export interface HciSocket {
  bindRaw(deviceId?: number): unknown;
  bindUser(deviceId?: number): unknown;
  isDevUp(): boolean;
  setFilter(filter: Uint8Array): void;
  start(): void;
  stop(): void;
  /** A packet to the controller. Whatever it leads to is told later, never before this returns. */
  write(packet: Uint8Array): void;
  /** Packets from the controller. Node's Bluetooth libraries read them as `Buffer`: a virtual controller gives out those. */
  on(event: 'data', listener: (packet: Uint8Array) => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
  removeAllListeners(): unknown;
}

/** What takes the place of the module `bluetooth-hci-socket`, so that a Bluetooth library runs against a virtual controller. */
export type HciSocketClass = new () => HciSocket;
