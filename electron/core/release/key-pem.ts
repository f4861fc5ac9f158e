import { decodeBase64, encodeBase64 } from '../bytes/base64.ts';
import { RecoveryError } from '../errors/recovery-error.ts';

export type KeyLabel = 'PUBLIC KEY' | 'PRIVATE KEY';

const maxKeyTextLength = 16_384;

/** PEM text of a key (RFC 7468), ending in a newline. */
export function encodeKeyPem(label: KeyLabel, der: Uint8Array): string {
  const lines = encodeBase64(der).match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}

/** The bytes of the first key of that kind in PEM text. Throws `key.unreadable`, which never holds what was read. */
export function decodeKeyPem(label: KeyLabel, text: string): Uint8Array<ArrayBuffer> {
  const body = new RegExp(`-----BEGIN ${label}-----([A-Za-z0-9+/=\\s]+)-----END ${label}-----`).exec(
    text.slice(0, maxKeyTextLength),
  )?.[1];
  if (body === undefined) throw new RecoveryError('key.unreadable', { reason: 'no-pem' });
  try {
    return decodeBase64(body.replace(/\s/g, ''));
  } catch {
    throw new RecoveryError('key.unreadable', { reason: 'bad-base64' });
  }
}
