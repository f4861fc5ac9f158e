import { base64 } from '@scure/base';

/** Standard base64 with padding (RFC 4648 §4). */
export function encodeBase64(bytes: Uint8Array): string {
  return base64.encode(bytes);
}

/** The bytes of standard base64 text. Throws where the text is not canonical base64. */
export function decodeBase64(text: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(base64.decode(text));
}
