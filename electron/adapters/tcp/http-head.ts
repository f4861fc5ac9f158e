import { request } from 'node:https';
import { isIP } from 'node:net';
import { RecoveryError } from '../../core/errors/recovery-error.ts';
import { type HttpHead, parseLocation } from '../../core/tls/http-head.ts';

export interface HttpHeadOptions {
  /** Host of the firmware's URL. */
  readonly host: string;
  readonly port: number;
  /** Connect here instead of to what `host` resolves to. */
  readonly address?: string | undefined;
  /** Path and query of the firmware's URL. */
  readonly path: string;
  readonly timeoutMs?: number;
}

const defaultTimeoutMs = 15_000;
const maxHeadLength = 0x4000;

/**
 * Asks for the firmware's URL and reads the head of the answer, never the body. The server's certificate is not looked
 * at, because here only status and redirect count, and old protocols are allowed as units allow them.
 * Throws RecoveryError `probe.unreachable` or `probe.timeout`.
 */
export function readHttpHead(options: HttpHeadOptions): Promise<HttpHead> {
  const { host, port, address = host, path, timeoutMs = defaultTimeoutMs } = options;
  const origin = `https://${isIP(host) === 6 ? `[${host}]` : host}:${port}`;
  const signal = AbortSignal.timeout(timeoutMs);
  return new Promise((resolve, reject) => {
    const asked = request({
      host: address,
      port,
      path,
      servername: isIP(host) === 0 ? host : '',
      headers: { host: port === 443 ? host : `${host}:${port}`, 'user-agent': 'ESP32 HTTP Client/1.0' },
      rejectUnauthorized: false,
      minVersion: 'TLSv1',
      maxVersion: 'TLSv1.2',
      ciphers: 'DEFAULT:@SECLEVEL=0',
      maxHeaderSize: maxHeadLength,
      agent: false,
      signal,
    });
    asked.on('response', ({ statusCode: status = 0, headers: { location } }) => {
      const place = isRedirect(status) && location ? parseLocation(location, `${origin}${path}`) : undefined;
      resolve({ status, location: place });
      asked.destroy();
    });
    asked.on('error', (cause: NodeJS.ErrnoException) => {
      if (signal.aborted) reject(new RecoveryError('probe.timeout', { timeoutMs }, { cause }));
      else reject(new RecoveryError('probe.unreachable', { address, port, reason: cause.code ?? 'failed' }, { cause }));
    });
    asked.end();
  });
}

function isRedirect(status: number): boolean {
  return status >= 300 && status < 400;
}
