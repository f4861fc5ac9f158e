import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeBase64 } from '../../../electron/core/bytes/base64.ts';
import { parseChain } from '../../../electron/core/trust/chain-file.ts';
import { issuing, leaf, newByOld } from './seed-pki.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const expected = [leaf, issuing, newByOld].map(({ der }) => encodeBase64(der));

/** What `openssl s_client -showcerts` prints around the certificates. */
const session = `CONNECTED(00000003)
depth=2 CN = New Root X1
verify error:num=10:certificate has expired
---
Certificate chain
 0 s:CN = fw.example.com
   i:CN = Issuing R3
   a:PKEY: id-ecPublicKey, 256 (bit); sigalg: RSA-SHA256
   v:NotBefore: Jan  1 00:00:00 2022 GMT; NotAfter: Jan  1 00:00:00 2028 GMT
${leaf.pem} 1 s:CN = Issuing R3
   i:CN = New Root X1
${issuing.pem} 2 s:CN = New Root X1
   i:CN = Old Root X3
${newByOld.pem}---
Server certificate
subject=CN = fw.example.com
issuer=CN = Issuing R3
---
No client certificate CA names sent
Peer signing digest: SHA256
-----
DONE
`;

function codeOf(text: string): string | undefined {
  const chain = parseChain(bytes(text));
  return chain.ok ? undefined : chain.problem.code;
}

describe('parseChain', () => {
  it('keeps the order of a PEM bundle', () => {
    const reversed = parseChain(bytes(newByOld.pem + issuing.pem + leaf.pem), 'fw.example.com');
    expect(reversed).toEqual({
      ok: true,
      value: { host: 'fw.example.com', chain: expected.toReversed(), source: 'file' },
    });
  });

  it('reads the text of openssl s_client -showcerts, with LF and with CRLF', () => {
    for (const text of [session, session.replaceAll('\n', '\r\n')]) {
      const chain = parseChain(bytes(text));
      expect(chain.ok && chain.value.chain).toEqual(expected);
    }
  });

  it('refuses a file without certificates', () => {
    expect(codeOf('')).toBe('chain.no-certificate');
    expect(codeOf('-----BEGIN PRIVATE KEY-----\n')).toBe('chain.no-certificate');
  });

  it('refuses a file in which one certificate is damaged, so that no chain with a hole is judged', () => {
    expect(codeOf(leaf.pem + issuing.pem.replace('\nM', '\n!'))).toBe('chain.damaged');
    expect(codeOf(leaf.pem + issuing.pem.replace('BEGIN', 'BEG'))).toBe('chain.damaged');
    expect(codeOf(leaf.pem + issuing.pem.slice(0, -30))).toBe('chain.damaged');
    const noCertificate = `-----BEGIN CERTIFICATE-----\n${encodeBase64(Uint8Array.of(0x30, 0x40, ...Array(64).fill(5)))}\n-----END CERTIFICATE-----\n`;
    expect(codeOf(leaf.pem + noCertificate)).toBe('chain.bad-certificate');
  });

  it('takes 64 certificates and refuses 65, and refuses more than a mebibyte', () => {
    expect(codeOf(leaf.pem.repeat(64))).toBeUndefined();
    expect(codeOf(leaf.pem.repeat(65))).toBe('chain.too-many-certificates');
    expect(codeOf('-'.repeat((1 << 20) + 1))).toBe('chain.too-large');
  });

  it('never throws on random text and on damaged bundles', () => {
    const bundle = leaf.pem + issuing.pem;
    const damaged = fc
      .tuple(fc.nat(bundle.length - 1), fc.string({ maxLength: 8 }), fc.nat(80))
      .map(([at, text, cut]) => bundle.slice(0, at) + text + bundle.slice(at + cut));
    const lines = fc.array(
      fc.constantFrom('-----BEGIN CERTIFICATE-----', '-----END CERTIFICATE-----', 'MIIB', '-', '\n'),
    );
    fc.assert(
      fc.property(
        fc.oneof(
          damaged,
          fc.string(),
          lines.map((some) => some.join('')),
        ),
        (text) => {
          const chain = parseChain(bytes(text));
          if (chain.ok) expect(chain.value.chain.length).toBeGreaterThan(0);
          else expect(chain.problem.code).toMatch(/^chain\./);
        },
      ),
      { numRuns: 500 },
    );
  });
});
