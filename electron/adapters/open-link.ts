import { RecoveryError } from '../core/errors/recovery-error.ts';
import type { SerialLink, UsbIdentity } from '../core/interfaces/serial-link.ts';
import { serialPortLink } from './serial/serial-port-link.ts';
import { rfc2217Link } from './tcp/rfc2217-link.ts';
import { tcpLink } from './tcp/tcp-link.ts';

const networkLinks = new Map([
  ['tcp', tcpLink],
  ['socket', tcpLink],
  ['rfc2217', rfc2217Link],
]);

/**
 * The link to a target as an operator writes it: `tcp://host:port` or `socket://host:port`, `rfc2217://host:port`; all
 * else is the path of a serial port (`/dev/ttyUSB0`, `COM7`), behind the adapter `usb` where that is known. Nothing is opened. Throws `usage.bad-argument` for an
 * address that is none.
 */
export function openLinkFor(target: string, usb?: UsbIdentity): SerialLink {
  const url = /^([a-z][a-z0-9+.-]+):\/\//i.test(target) ? URL.parse(target) : undefined;
  if (url === undefined && target !== '') return serialPortLink(target, usb);
  const networkLink = networkLinks.get(url?.protocol.slice(0, -1) ?? '');
  const port = Number(url?.port);
  if (!url || !networkLink || !isPlainHost(url) || port === 0) {
    throw new RecoveryError('usage.bad-argument', { detail: target.slice(0, 200) });
  }
  return networkLink(url.hostname.replace(/^\[(.*)\]$/, '$1'), port);
}

/** Nothing beside host and port: a path or a user name shows that something else was meant. */
function isPlainHost({ hostname, pathname, search, hash, username }: URL): boolean {
  return hostname !== '' && /^\/?$/.test(pathname) && search + hash + username === '';
}
