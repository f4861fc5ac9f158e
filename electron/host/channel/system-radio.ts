import { childHelper } from '../ble/child-helper.ts';
import { type RemoteCentralOptions, remoteCentral } from '../ble/remote-central.ts';
import type { Radio } from './radio.ts';

/**
 * The radios of this machine: Bluetooth in a process of its own, which starts when it is needed. By default it is a child of
 * this one: for the command line and `serve`.
 */
export function systemRadio(options: Partial<RemoteCentralOptions> = {}): Radio {
  return { central: remoteCentral({ start: (onEnd) => childHelper(onEnd), ...options }) };
}
