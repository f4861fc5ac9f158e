import type { Scheduler } from '../scheduler.ts';
import type { L2capFrame } from './l2cap.ts';
import type { RadioFaults } from './radio-faults.ts';

/** What a unit sends while it can be connected to: 31 bytes each at most. */
export interface Advertisement {
  readonly data: Uint8Array;
  readonly scanResponse: Uint8Array;
}

/** The unit's end of a link. */
export interface PeripheralLink {
  readonly scheduler: Scheduler;
  send(frame: L2capFrame): void;
  /** Ends the link as the unit's host does; what was sent before still arrives. */
  terminate(): void;
  /** Is not heard any more, as a unit that restarts. */
  vanish(): void;
}

/** What a unit makes of one link. */
export interface PeripheralSession {
  receive(frame: L2capFrame): void;
  /** The link is gone. */
  ended(): void;
}

/** Anything that advertises and takes connections in the virtual radio space. */
export interface VirtualPeripheral {
  /** `24:6f:28:aa:bb:01`. */
  readonly address: string;
  readonly addressType: 'public' | 'random';
  /** Signal strength at the controller, dBm. */
  readonly rssi: number;
  /** Undefined while it does not advertise: switched off, or connected. */
  readonly advertisement: Advertisement | undefined;
  readonly faults: RadioFaults;
  accept(link: PeripheralLink): PeripheralSession;
}
