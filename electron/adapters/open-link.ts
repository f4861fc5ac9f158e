import { RecoveryError } from '../core/errors/recovery-error.ts';
import type { SerialLink } from '../core/interfaces/serial-link.ts';
import { serialPortLink } from './serial/serial-port-link.ts';
import { rfc2217Link } from './tcp/rfc2217-link.ts';
import type { HostPort } from './tcp/socket.ts';
import { tcpLink } from './tcp/tcp-link.ts';

const networkTarget = /^(tcp|socket|rfc2217):\/\/(.*)$/i;
const schemeOfUrl = /^[a-z][a-z0-9+.-]+:\/\//i;

/**
 * A link by the name an operator gives: `/dev/ttyUSB0`, `COM7`, `tcp://host:port` (also `socket://`), `rfc2217://host:port`.
 * Nothing is opened yet. Throws `usage.bad-argument` for an address that is none.
 */
export function openLinkFor(target: string): SerialLink {
  const network = networkTarget.exec(target);
  if (network === null) {
    if (target === '' || schemeOfUrl.test(target)) throw badTarget(target);
    return serialPortLink(target);
  }
  const address = hostPort(target, network[2] ?? '');
  return network[1]?.toLowerCase() === 'rfc2217' ? rfc2217Link(target, address) : tcpLink(target, address);
}

/** Host and port of `host:port`; IPv6 addresses stand in brackets. */
function hostPort(target: string, text: string): HostPort {
  const url = URL.parse(`http://${text}`);
  const port = Number(/:(\d{1,5})\/?$/.exec(text)?.[1]);
  const isPlain = url !== null && url.pathname === '/' && url.search + url.hash + url.username === '';
  if (!isPlain || !(port >= 1 && port <= 0xffff)) throw badTarget(target);
  return { host: url.hostname.replace(/^\[(.*)\]$/, '$1'), port };
}

function badTarget(target: string): RecoveryError {
  return new RecoveryError('usage.bad-argument', { detail: target.slice(0, 200) });
}
