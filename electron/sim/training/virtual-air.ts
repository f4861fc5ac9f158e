import { usualPacing } from '../ble/link-pacing.ts';
import { ProvisioningPeripheral, type ProvisioningUnit } from '../ble/provisioning-peripheral.ts';
import { VirtualRadio } from '../ble/virtual-radio.ts';
import type { RadioUnit } from './radio-unit.ts';

/** A unit of a lesson that was made. */
export interface MadeRadioUnit {
  readonly lesson: RadioUnit;
  readonly unit: ProvisioningUnit;
}

/** The radio space in which these units advertise; those that have an access point instead are left out. */
export function virtualBleRadio(units: readonly MadeRadioUnit[], pace: 'real' | 'instant' = 'instant'): VirtualRadio {
  const peripherals = units
    .filter(({ lesson }) => lesson.link === 'ble')
    .map(({ lesson: { address, name, rssi, style }, unit }) => {
      return new ProvisioningPeripheral({ unit, address, name, rssi, style });
    });
  return new VirtualRadio({ peripherals, ...(pace === 'real' && { pacing: usualPacing }) });
}
