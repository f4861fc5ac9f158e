import type { ControlName, ControlParams, ControlResult } from '../../electron/contract/control.ts';
import type { Lane } from '../../electron/contract/lane.ts';
import type { OpenedFile } from '../../electron/contract/vendor-file.ts';

/** The two ways out of a page: the lane to the device host, and what the window's owner answers itself. */
export interface Bridge {
  /** A new lane; rejects where the device host cannot be reached now. */
  openLane(): Promise<Lane>;
  /** Files that the system opens with the app, told to the newest listener alone; absent where there are none. */
  readonly onFile?: (listener: (file: OpenedFile) => void) => void;
  /** Rejects with a `HostError`. */
  control<N extends ControlName>(name: N, params: ControlParams<N>): Promise<ControlResult<N>>;
}
