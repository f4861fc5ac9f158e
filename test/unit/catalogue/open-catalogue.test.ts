import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCatalogue } from '../../../electron/core/catalogue/catalogue.ts';
import { maxCatalogueLength } from '../../../electron/core/catalogue/catalogue-document.ts';
import { openCatalogue } from '../../../electron/core/catalogue/open-catalogue.ts';
import { RecoveryError } from '../../../electron/core/errors/recovery-error.ts';
import { emptyKeyRing, enrollKey, revokeKey } from '../../../electron/core/release/keys.ts';
import { generateReleaseKey, importSigner } from '../../../electron/core/release/release-key.ts';
import { encodeSignature } from '../../../electron/core/release/signature.ts';

const shipped = new Uint8Array(readFileSync('resources/trust/catalogue.json'));
const document = JSON.parse(new TextDecoder().decode(shipped)) as {
  authorities: Record<string, unknown>[];
  certificates: Record<string, unknown>[];
};

function bytesOf(value: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value));
}

function reasonOf(bytes: Uint8Array): unknown {
  try {
    parseCatalogue(bytes);
    return undefined;
  } catch (error) {
    return error instanceof RecoveryError && error.code === 'trust.catalogue-damaged' ? error.params.reason : error;
  }
}

/** The shipped catalogue with its first certificate changed. */
function withCertificate(change: Record<string, unknown>): Uint8Array {
  const [first, ...rest] = document.certificates;
  return bytesOf({ ...document, certificates: [{ ...first, ...change }, ...rest] });
}

describe('reading a hostile catalogue', () => {
  it.each([
    ['no JSON', new TextEncoder().encode('{"schema":1'), 'schema'],
    ['no UTF-8', Uint8Array.of(0x22, 0xff, 0x22), 'schema'],
    ['an unknown member', bytesOf({ ...document, more: 1 }), 'schema'],
    ['a prototype', new TextEncoder().encode('{"__proto__":{"schema":1},"constructor":1}'), 'schema'],
    [
      'too many certificates',
      bytesOf({ ...document, certificates: Array(9000).fill(document.certificates[0]) }),
      'schema',
    ],
    ['an index outside', withCertificate({ subject: 4000 }), 'subject'],
    ['a signer outside', withCertificate({ signer: 4000 }), 'signer'],
    ['a signer of another name', withCertificate({ signer: 200, issuer: document.authorities[0]?.name }), 'issuer'],
    ['an address that is no https', withCertificate({ url: 'http://ca.example/' }), 'schema'],
    ['an address of a file', withCertificate({ url: 'file:///etc/passwd' }), 'schema'],
    ['a hash that is none', withCertificate({ sha256: '../../etc/passwd' }), 'schema'],
    [
      'a repeated certificate',
      bytesOf({ ...document, certificates: [...document.certificates, document.certificates[0]] }),
      'repeated-certificate',
    ],
    [
      'a key that is none',
      bytesOf({
        ...document,
        authorities: [{ ...document.authorities[0], key: 'AAAA' }, ...document.authorities.slice(1)],
      }),
      'key',
    ],
    [
      'a name that is none',
      bytesOf({
        ...document,
        authorities: [{ ...document.authorities[0], name: 'AAAA' }, ...document.authorities.slice(1)],
      }),
      'name',
    ],
    [
      'users with control characters',
      bytesOf({
        ...document,
        authorities: [{ ...document.authorities[0], usedBy: ['a\u001b[2J'] }, ...document.authorities.slice(1)],
      }),
      'schema',
    ],
  ])('refuses %s', (_, bytes, reason) => {
    expect(reasonOf(bytes)).toBe(reason);
  });

  it('refuses a file above the limit before it looks into it', () => {
    expect(reasonOf(new Uint8Array(maxCatalogueLength + 1))).toBe('too-large');
  });

  it('throws nothing but its own error for damaged bytes', () => {
    fc.assert(
      fc.property(fc.nat(shipped.length - 1), fc.uint8Array({ minLength: 1, maxLength: 40 }), (at, noise) => {
        const damaged = shipped.slice();
        damaged.set(noise.subarray(0, damaged.length - at), at);
        expect([undefined, 'schema', 'key', 'name', 'issuer', 'subject', 'signer', 'repeated-certificate']).toContain(
          reasonOf(damaged),
        );
      }),
      { numRuns: 40 },
    );
  });
});

describe('opening a signed catalogue', () => {
  const ringWith = (pem: string) => enrollKey(emptyKeyRing, pem, 'Catalogue', 0);

  it('takes the shipped one by the shipped key, and no changed byte', async () => {
    const ring = await ringWith(readFileSync('resources/trust/catalogue.public.pem', 'utf8'));
    const signature = readFileSync('resources/trust/catalogue.sig');
    expect((await openCatalogue(shipped, signature, ring)).signedBy).toBe(ring.keys[0]?.id);
    const changed = shipped.slice();
    changed[100] = (changed[100] ?? 0) ^ 1;
    await expect(openCatalogue(changed, signature, ring)).rejects.toMatchObject({
      code: 'trust.catalogue-untrusted',
      params: { reason: 'release.bad-signature' },
    });
  });

  it('takes none by a key that is not enrolled or is revoked', async () => {
    const { id, privateKeyPem, publicKeyPem } = await generateReleaseKey();
    const signature = await encodeSignature(shipped, await importSigner(privateKeyPem));
    const ring = await ringWith(publicKeyPem);
    expect((await openCatalogue(shipped, signature, ring)).signedBy).toBe(id);
    for (const [keys, reason] of [
      [emptyKeyRing, 'release.unknown-key'],
      [revokeKey(ring, id, 1), 'release.revoked-key'],
    ] as const) {
      await expect(openCatalogue(shipped, signature, keys)).rejects.toMatchObject({ params: { reason } });
    }
  });
});
