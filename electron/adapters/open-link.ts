import { RecoveryError } from '../core/errors/recovery-error.ts';
import type { SerialLink } from '../core/interfaces/serial-link.ts';
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
 * else is the path of a serial port (`/dev/ttyUSB0`, `COM7`). Nothing is opened. Throws `usage.bad-argument` where an
 * address has no host or port.
 */
export function openLinkFor(target: string): SerialLink {
  const scheme = /^([a-z0-9]+):\/\//i.exec(target)?.[1]?.toLowerCase() ?? '';
  const networkLink = networkLinks.get(scheme);
  if (networkLink === undefined) return serialPortLink(target);
  const { hostname, port } = URL.parse(target) ?? { hostname: '', port: '' };
  if (hostname === '' || Number(port) === 0) throw new RecoveryError('usage.bad-argument', { detail: target });
  return networkLink(hostname.replace(/^\[(.*)\]$/, '$1'), Number(port));
}
