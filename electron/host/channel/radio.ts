import type { SoftApOptions } from '../../adapters/softap/softap-transport.ts';
import type { BleCentral } from '../../core/interfaces/ble-central.ts';

/** By what units without a cable are reached; whoever wires gives it, and closes it. */
export interface Radio {
  /** Nothing of it is opened before it is needed. */
  readonly central: BleCentral;
  /** For every connection to a unit's own network. */
  readonly softAp?: SoftApOptions | undefined;
}
