import { get } from 'node:https';
import { sha256Hex } from '../../core/bytes/digest.ts';
import { RecoveryError } from '../../core/errors/recovery-error.ts';
import { findPemCertificates } from '../../core/formats/pem.ts';
import { maxCertificateLength } from '../../core/trust/certificate.ts';

export interface FetchOptions {
  readonly signal?: AbortSignal | undefined;
  /** For the whole answer. */
  readonly timeoutMs?: number;
  /** PEM of authorities to trust in place of Node's own. */
  readonly ca?: string;
}

/** PEM text takes a third more than DER. */
const maxAnswerLength = 2 * maxCertificateLength;

/**
 * Fetches a certificate from where its authority publishes it, as PEM or DER, and gives its DER bytes only if their SHA-256
 * is the one that is wanted: whoever answers, nothing else is let in. Follows no redirect. Throws
 * `trust.certificate-fetch-failed` and `trust.certificate-mismatch`.
 */
export async function fetchCertificate(
  url: string,
  sha256: string,
  { signal, timeoutMs = 20_000, ca }: FetchOptions = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const limits = AbortSignal.any([AbortSignal.timeout(timeoutMs), ...(signal ? [signal] : [])]);
  const answer = await download(url, limits, ca).catch((cause: unknown) => {
    signal?.throwIfAborted();
    throw new RecoveryError('trust.certificate-fetch-failed', { url, reason: reasonOf(cause) }, { cause });
  });
  const certificates = [answer, ...findPemCertificates(answer).map(({ der }) => der)];
  const wanted = certificates.find((der) => sha256Hex(der) === sha256);
  if (wanted === undefined) throw new RecoveryError('trust.certificate-mismatch', { url, sha256 });
  return wanted;
}

function download(url: string, signal: AbortSignal, ca: string | undefined): Promise<Uint8Array<ArrayBuffer>> {
  return new Promise((resolve, reject) => {
    const request = get(url, { signal, ...(ca !== undefined && { ca }) }, (response) => {
      const chunks: Buffer[] = [];
      let length = 0;
      response.on('data', (chunk: Buffer) => {
        length += chunk.length;
        if (length > maxAnswerLength) request.destroy(new RangeError('too large'));
        else chunks.push(chunk);
      });
      response.on('end', () => resolve(new Uint8Array(Buffer.concat(chunks))));
      response.on('error', reject);
      if (response.statusCode !== 200) request.destroy(new RangeError(`status ${response.statusCode}`));
    });
    request.on('error', reject);
  });
}

function reasonOf(cause: unknown): string {
  if (cause instanceof Error && 'code' in cause && typeof cause.code === 'string') return cause.code;
  return cause instanceof Error ? cause.message.slice(0, 100) : '';
}
