import { viewOf } from '../bytes/byte-view.ts';

/** The answer of GET_SECURITY_INFO as far as it concerns us (FORMATS §9.6). */
export interface SecurityInfo {
  readonly secureBoot: boolean;
  readonly secureDownload: boolean;
  readonly flashCryptCount: number;
}

/** Undefined where the bytes are too few for the short form (12 bytes, without chip id). */
export function parseSecurityInfo(bytes: Uint8Array): SecurityInfo | undefined {
  if (bytes.length < 12) return undefined;
  const view = viewOf(bytes);
  const flags = view.getUint32(0, true);
  return {
    secureBoot: (flags & 1) !== 0,
    secureDownload: (flags & 4) !== 0,
    flashCryptCount: view.getUint8(4),
  };
}
