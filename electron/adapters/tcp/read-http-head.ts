import { request } from 'node:https';
import { isIP } from 'node:net';
import { RecoveryError } from '../../core/errors/recovery-error.ts';
import { type HttpHead, parseLocation } from '../../core/tls/http-head.ts';

export interface HttpHeadOptions {
  /** The firmware's URL, `https` only. */
  readonly url: string;
  /** Connect here instead of to what the URL's host resolves to. */
  readonly address?: string | undefined;
  readonly timeoutMs?: number;
  /** Ends it at once; what is thrown then is the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

const defaultTimeoutMs = 15_000;
const maxHeadLength = 0x4000;

/**
 * Asks for the firmware's URL and reads the head of the answer, never the body. The server's certificate is not looked
 * at, because here only status and redirect count, and old protocols are allowed as units allow them.
 * Throws RecoveryError `probe.bad-target`, `probe.unreachable` or `probe.timeout`.
 */
export async function readHttpHead(options: HttpHeadOptions): Promise<HttpHead> {
  const { timeoutMs = defaultTimeoutMs, signal: cancel } = options;
  cancel?.throwIfAborted();
  const url = URL.canParse(options.url) ? new URL(options.url) : undefined;
  if (url?.protocol !== 'https:') throw new RecoveryError('probe.bad-target');
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const { address = host } = options;
  const port = url.port === '' ? 443 : Number(url.port);
  const deadline = AbortSignal.timeout(timeoutMs);
  return new Promise((resolve, reject) => {
    const asked = request({
      host: address,
      port,
      path: url.pathname + url.search,
      servername: isIP(host) === 0 ? host : '',
      headers: { host: url.host, 'user-agent': 'ESP32 HTTP Client/1.0' },
      rejectUnauthorized: false,
      minVersion: 'TLSv1',
      maxVersion: 'TLSv1.2',
      ciphers: 'DEFAULT:@SECLEVEL=0',
      maxHeaderSize: maxHeadLength,
      agent: false,
      signal: cancel === undefined ? deadline : AbortSignal.any([deadline, cancel]),
    });
    asked.on('response', ({ statusCode: status = 0, headers: { location } }) => {
      resolve({ status, location: isRedirect(status) && location ? parseLocation(location, url.href) : undefined });
      asked.destroy();
    });
    asked.on('error', (cause: NodeJS.ErrnoException) => {
      if (cancel?.aborted) reject(cancel.reason);
      else if (deadline.aborted) reject(new RecoveryError('probe.timeout', { timeoutMs }, { cause }));
      else reject(new RecoveryError('probe.unreachable', { address, port, reason: cause.code ?? 'failed' }, { cause }));
    });
    asked.end();
  });
}

function isRedirect(status: number): boolean {
  return status >= 300 && status < 400;
}
