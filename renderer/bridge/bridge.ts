import type { ControlName, ControlParams, ControlResult } from '../../electron/contract/control.ts';
import type { Lane } from '../../electron/contract/lane.ts';

/** The two ways out of a page: the lane to the device host, and what the window's owner answers itself. */
export interface Bridge {
  /** A new lane; rejects where the device host cannot be reached now. */
  openLane(): Promise<Lane>;
  /** Rejects with a `HostError`. */
  control<N extends ControlName>(name: N, params: ControlParams<N>): Promise<ControlResult<N>>;
}
