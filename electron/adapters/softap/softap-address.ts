import { RecoveryError } from '../../core/errors/recovery-error.ts';

/** Where a unit's own network has the unit, as ESP-IDF sets it up (PROTOCOLS §1.4). */
export const usualSoftApUrl = 'http://192.168.4.1';

/** The HTTP server of a unit. */
export interface SoftApAddress {
  readonly host: string;
  readonly port: number;
}

/**
 * Reads `http://host` or `http://host:port`; nothing else makes sense here. Throws `usage.bad-argument`, which does not
 * repeat the text: it might hold a password.
 */
export function parseSoftApUrl(text: string): SoftApAddress {
  const url = URL.parse(text);
  if (url === null || url.protocol !== 'http:' || !isPlain(url)) {
    throw new RecoveryError('usage.bad-argument', { detail: `--softap ${usualSoftApUrl}` });
  }
  return { host: url.hostname.replace(/^\[(.*)\]$/, '$1'), port: url.port === '' ? 80 : Number(url.port) };
}

function isPlain({ hostname, port, pathname, search, hash, username, password }: URL): boolean {
  return hostname !== '' && port !== '0' && pathname === '/' && search + hash + username + password === '';
}
