import { childHelper } from '../ble/child-helper.ts';
import { remoteCentral } from '../ble/remote-central.ts';
import type { Radio } from './radio.ts';

/** The radios of this machine: Bluetooth in a process of its own, which starts when it is needed. */
export function systemRadio(): Radio {
  return { central: remoteCentral({ start: childHelper }) };
}
