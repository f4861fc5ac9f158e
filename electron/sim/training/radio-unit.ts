import type { ChipFamily } from '../../core/chips/chip.ts';
import type { Random } from '../../core/interfaces/machine.ts';
import type { ProvisioningUnit } from '../ble/provisioning-peripheral.ts';
import type { AppSize } from '../firmware/app.ts';
import type { FirmwareStyle } from '../provisioning/firmware-style.ts';

/** What a unit without a cable is made with. */
export interface RadioUnitOptions {
  /** Must be that of the release's images. */
  readonly size: AppSize;
  /** SubjectPublicKeyInfo (DER) of each key whose releases its firmware takes. */
  readonly manifestKeys: readonly Uint8Array[];
  readonly random: Random;
  /** Like a board, or as fast as this machine. */
  readonly pace: 'real' | 'instant';
  /** Monotonic milliseconds. */
  readonly now: () => number;
}

/** One lesson on a unit that is reached without a cable, by what advertises it. */
export interface RadioUnit {
  /** Stable. */
  readonly id: string;
  readonly link: 'ble' | 'softap';
  readonly chip: ChipFamily;
  /** Locale keys: what is wrong in a few words, and what the learner takes away. */
  readonly title: string;
  readonly lesson: string;
  /** What it advertises: the device's name over BLE, the network's over SoftAP. */
  readonly name: string;
  /** Bluetooth address, which is the MAC plus 2. */
  readonly address: string;
  /** Signal strength, dBm. */
  readonly rssi: number;
  readonly style: FirmwareStyle;
  /** What its label says. */
  readonly credentials: { readonly pop: string; readonly username: string };
  /** True where its firmware has endpoints for recovery; without them nothing can be sent to it. */
  readonly hasRecovery: boolean;
  readonly make: (options: RadioUnitOptions) => Promise<ProvisioningUnit>;
}
