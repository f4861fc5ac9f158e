import { decodeBase64, encodeBase64 } from '../bytes/base64.ts';
import type { CrtBundleEntry } from '../formats/crt-bundle.ts';
import type { Anchor, AnchorBase, AnchorPlace } from '../inspect/facts.ts';
import { type Authority, type Certificate, parseCertificate } from './certificate.ts';
import { parseDer } from './der.ts';
import { isSameName, readName } from './distinguished-name.ts';
import { readPublicKey } from './public-key.ts';

/** The fact that a certificate found in firmware is; undefined where the bytes are no certificate. */
export function anchorFromCertificate(
  der: Uint8Array<ArrayBuffer>,
  place: AnchorPlace,
  encoding: AnchorBase['encoding'],
): Anchor | undefined {
  const certificate = parseCertificate(der);
  if (!certificate.ok) return undefined;
  const { publicKey, subject, notBefore, notAfter } = certificate.value;
  return {
    kind: 'certificate',
    certificate: encodeBase64(der),
    notBefore: new Date(notBefore).toISOString(),
    notAfter: new Date(notAfter).toISOString(),
    spkiSha256: publicKey.sha256,
    subject: subject.text,
    foundIn: place,
    encoding,
    usable: canBeAnchor(certificate.value),
  };
}

/** The fact that an entry of a certificate bundle is; undefined where its name or key cannot be read. */
export function anchorFromBundleEntry({ subjectDer, spkiDer }: CrtBundleEntry, place: AnchorPlace): Anchor | undefined {
  const subject = parseDer(subjectDer, 'name', readName);
  const publicKey = parseDer(spkiDer, 'key', readPublicKey);
  if (!subject.ok || !publicKey.ok) return undefined;
  return {
    kind: 'name+key',
    subjectDer: encodeBase64(subjectDer),
    spkiDer: encodeBase64(spkiDer),
    spkiSha256: publicKey.value.sha256,
    subject: subject.value.text,
    foundIn: place,
    encoding: 'crt-bundle',
    usable: true,
  };
}

/** A CA, a self-issued certificate, or one of X.509 v1 or v2, from which Mbed TLS asks no CA bit (TRUST A.3). */
function canBeAnchor(certificate: Certificate): boolean {
  return certificate.isCa || certificate.version < 3 || isSameName(certificate.subject, certificate.issuer);
}

/** An entry of the trusted list as the path search takes it. */
export interface TrustedAuthority extends Authority {
  /** Set where the anchor is a whole certificate: a pinned self-issued leaf is compared by its bytes. */
  readonly certificate: Certificate | undefined;
}

/** A fleet is judged against many chains; a bundle of 150 roots is read once. */
const authorities = new WeakMap<Anchor, TrustedAuthority | 'unreadable'>();

/** What an anchor lets the path search do; undefined for bare hashes and for bytes that cannot be read. */
export function trustedAuthority(anchor: Anchor): TrustedAuthority | undefined {
  const authority = authorities.get(anchor) ?? readAuthority(anchor) ?? 'unreadable';
  authorities.set(anchor, authority);
  return authority === 'unreadable' ? undefined : authority;
}

function readAuthority(anchor: Anchor): TrustedAuthority | undefined {
  if (anchor.kind === 'hash-only') return undefined;
  try {
    if (anchor.kind === 'name+key') return nameAndKey(anchor.subjectDer, anchor.spkiDer);
    const certificate = parseCertificate(decodeBase64(anchor.certificate));
    return certificate.ok ? { ...certificate.value, certificate: certificate.value } : undefined;
  } catch {
    return undefined; // not base64
  }
}

/** A bundle entry has no dates, no constraints, and is trusted as it is (TRUST A.5). */
function nameAndKey(subjectDer: string, spkiDer: string): TrustedAuthority | undefined {
  const subject = parseDer(decodeBase64(subjectDer), 'name', readName);
  const publicKey = parseDer(decodeBase64(spkiDer), 'key', readPublicKey);
  if (!subject.ok || !publicKey.ok) return undefined;
  return undatedAuthority({ subject: subject.value, publicKey: publicKey.value });
}

/** A name and a key as an authority without dates and constraints. */
export function undatedAuthority({ subject, publicKey }: Pick<Authority, 'subject' | 'publicKey'>): TrustedAuthority {
  return {
    subject,
    publicKey,
    version: 3,
    isCa: true,
    pathLength: undefined,
    keyUsage: undefined,
    notBefore: undefined,
    notAfter: undefined,
    certificate: undefined,
  };
}
