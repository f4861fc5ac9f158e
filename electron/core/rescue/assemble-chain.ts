import { encodeBase64 } from '../bytes/base64.ts';
import type { Certificate } from '../trust/certificate.ts';
import type { ChainLink, Listener } from './rescue-plan.ts';

/** A PEM file for a server, or what it still lacks. */
export interface AssembledChain {
  /** `fullchain`: all that the server sends; `append`: what goes behind the leaf and the certificates that come with it. */
  readonly kind: 'fullchain' | 'append';
  /** Undefined where a certificate is missing: a chain with a hole is worse than none. */
  readonly pem: string | undefined;
  readonly missing: readonly ChainLink[];
}

/** The file of a listener from certificates at hand, by SHA-256; each with its names in a comment, which servers skip. */
export function assembleChain(listener: Listener, atHand: ReadonlyMap<string, Certificate>): AssembledChain {
  const isWhole = listener.leaf === 'at-hand';
  const links = listener.chain.filter(({ sha256 }) => isWhole || listener.append.includes(sha256 ?? ''));
  const missing = links.filter(({ sha256 }) => !hasBytes(atHand.get(sha256 ?? '')));
  const blocks = links.flatMap((link) => {
    const certificate = atHand.get(link.sha256 ?? '');
    return certificate === undefined ? [] : [pemBlock(link, certificate)];
  });
  const pem = missing.length === 0 ? blocks.join('') : undefined;
  return { kind: isWhole ? 'fullchain' : 'append', pem, missing };
}

function hasBytes(certificate: Certificate | undefined): boolean {
  return certificate !== undefined && certificate.der.length > 0;
}

function pemBlock({ subject, issuer, notAfter }: ChainLink, { der }: Certificate): string {
  return `# ${subject}\n# < ${issuer}\n# ${notAfter.slice(0, 10)}\n${encodeCertificatePem(der)}`;
}

/** PEM text of a certificate (RFC 7468). */
export function encodeCertificatePem(der: Uint8Array): string {
  const lines = encodeBase64(der).match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}
