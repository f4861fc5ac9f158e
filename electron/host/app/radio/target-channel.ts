import type { UnitEntity } from '../../../contract/state.ts';

/** Over what a target is reached, by its name: `ble:ID`, `softap:URL`, and a serial link for everything else. */
export function channelOf(target: string): Exclude<UnitEntity['channel'], 'file'> {
  if (target.startsWith('ble:')) return 'ble';
  return target.startsWith('softap:') ? 'softap' : 'usb';
}

/** Units without a cable are spoken with over their provisioning endpoints. */
export function isRadioTarget(target: string): boolean {
  return channelOf(target) !== 'usb';
}

/** Addresses of a network of one's own; numbers alone, so that no name is looked up. */
const ownNetworks = /^(?:10|192\.168|169\.254|172\.(?:1[6-9]|2\d|3[01]))(?:\.\d{1,3})+$/;
const thisMachine = /^127(?:\.\d{1,3}){3}$/;

/**
 * Whether a unit may stand behind this target: an access point has a private address. A screen cannot have the host speak
 * with anybody else, and with this machine only where virtual units are served on it.
 */
export function isUnitAddress(target: string, allowsThisMachine: boolean): boolean {
  const { protocol, hostname = '' } = URL.parse(target.replace(/^softap:/, '')) ?? {};
  if (protocol !== 'http:') return false;
  return ownNetworks.test(hostname) || (allowsThisMachine && thisMachine.test(hostname));
}
