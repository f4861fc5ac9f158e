import { parseSoftApUrl, type SoftApAddress } from '../../adapters/softap/softap-address.ts';
import { RecoveryError } from '../../core/errors/recovery-error.ts';

/** A unit without a cable, by the name that an operator, a session or a journal gives it. */
export type ChannelTarget =
  | { readonly channel: 'ble'; readonly id: string }
  | { readonly channel: 'softap'; readonly address: SoftApAddress };

const [blePrefix, softApPrefix] = ['ble:', 'softap:'] as const;
/** Longer than any name that a system gives to a device. */
const maxIdLength = 128;

/** `id` as in `BleAdvertisement`. */
export function bleTarget(id: string): string {
  return `${blePrefix}${id}`;
}

/** `url` as `parseSoftApUrl` takes it. */
export function softApTarget(url: string): string {
  return `${softApPrefix}${url}`;
}

/** Whether a target names a unit without a cable; every other is a serial one. */
export function isChannelTarget(target: string): boolean {
  return target.startsWith(blePrefix) || target.startsWith(softApPrefix);
}

/** Reads `ble:ID` and `softap:URL`. Throws `usage.bad-argument`. */
export function parseChannelTarget(target: string): ChannelTarget {
  if (target.startsWith(softApPrefix)) {
    return { channel: 'softap', address: parseSoftApUrl(target.slice(softApPrefix.length)) };
  }
  const id = target.startsWith(blePrefix) ? target.slice(blePrefix.length) : '';
  if (/^[\x21-\x7e]+$/.test(id) && id.length <= maxIdLength) return { channel: 'ble', id };
  throw new RecoveryError('usage.bad-argument', { detail: 'ble:ID' });
}
