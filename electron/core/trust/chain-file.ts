import { encodeBase64 } from '../bytes/base64.ts';
import { malformed, type Parsed, parsed } from '../formats/parsed.ts';
import { findPemCertificates } from '../formats/pem.ts';
import { parseCertificate } from './certificate.ts';
import type { ServerView } from './verdict.ts';

const maxChainFileLength = 1 << 20;
const maxCertificates = 64;
const latin1 = new TextDecoder('latin1');
const frameLine = /-----(BEGIN|END) (?:X509 |TRUSTED )?CERTIFICATE-----/g;

/**
 * A server's chain from a PEM bundle or from the text of `openssl s_client -showcerts`: every certificate in the order
 * in which it stands there, which is the order in which a unit would receive it. A file in which any certificate is
 * damaged is refused as a whole, because a chain with a hole gives a wrong verdict. `host` is the name that units ask for.
 */
export function parseChain(bytes: Uint8Array, host?: string): Parsed<ServerView> {
  if (bytes.length > maxChainFileLength) return malformed('chain.too-large', 0, { size: bytes.length });
  const frames = [...latin1.decode(bytes).matchAll(frameLine)].map(([, kind]) => kind);
  const announced = Math.max(...['BEGIN', 'END'].map((kind) => frames.filter((frame) => frame === kind).length));
  if (announced === 0) return malformed('chain.no-certificate', 0);
  if (announced > maxCertificates) return malformed('chain.too-many-certificates', 0, { count: announced });
  const found = findPemCertificates(bytes);
  if (found.length !== announced) return malformed('chain.damaged', 0, { announced, readable: found.length });
  for (const { der, offset } of found) {
    const certificate = parseCertificate(der);
    if (!certificate.ok) return malformed('chain.bad-certificate', offset, { reason: certificate.problem.code });
  }
  return parsed({ host, chain: found.map(({ der }) => encodeBase64(der)), source: 'file' });
}
