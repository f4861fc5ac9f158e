import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { findPemCertificates } from '../../../electron/core/formats/pem.ts';
import { type Certificate, parseCertificate } from '../../../electron/core/trust/certificate.ts';
import { isSameName } from '../../../electron/core/trust/distinguished-name.ts';
import { verifySignature } from '../../../electron/core/trust/verify-signature.ts';
import { type CertificateSpec, ecKey, issue, issueCa, rsaKey, type TestKey } from '../../support/pki.ts';
import { describeWithShared, sharedPath } from '../../support/shared.ts';

function read(der: Uint8Array<ArrayBuffer>): Certificate {
  const certificate = parseCertificate(der);
  if (!certificate.ok) throw new Error(certificate.problem.code);
  return certificate.value;
}

function signedBy(key: TestKey, hash: CertificateSpec['hash']): { child: Certificate; issuer: Certificate } {
  const root = issueCa('Root', key);
  return {
    child: read(issue({ name: 'x', key: ecKey('child'), by: root, hash: hash ?? 'sha256' }).der),
    issuer: read(root.der),
  };
}

describe('verifySignature', () => {
  it.each([
    ['RSA with MD5', rsaKey('a'), 'md5'],
    ['RSA with SHA-1', rsaKey('a'), 'sha1'],
    ['RSA with SHA-224', rsaKey('a'), 'sha224'],
    ['RSA with SHA-256', rsaKey('a'), 'sha256'],
    ['RSA with SHA-384', rsaKey('a'), 'sha384'],
    ['P-256 with SHA-256', ecKey('a'), 'sha256'],
    ['P-384 with SHA-384', ecKey('a', 'secp384r1'), 'sha384'],
    ['P-521 with SHA-256', ecKey('a', 'secp521r1'), 'sha256'],
  ] as const)('accepts %s and refuses another key of the same kind', async (_name, key, hash) => {
    const { child, issuer } = signedBy(key, hash);
    expect(await verifySignature(child, issuer.publicKey)).toBe('good');
    const other = key.privateKey.asymmetricKeyType === 'rsa' ? rsaKey('b') : ecKey('b', curveOf(key));
    expect(await verifySignature(child, read(issueCa('Root', other).der).publicKey)).toBe('bad');
  });

  it('refuses a key of another kind', async () => {
    const { child } = signedBy(rsaKey('a'), 'sha256');
    expect(await verifySignature(child, signedBy(ecKey('a'), 'sha256').issuer.publicKey)).toBe('bad');
  });

  it('says so where this machine cannot check', async () => {
    for (const { child, issuer } of [signedBy(ecKey('a'), 'sha224'), signedBy(ecKey('k', 'secp256k1'), 'sha256')]) {
      expect(await verifySignature(child, issuer.publicKey)).toBe('unsupported');
    }
  });

  it.each(['sha1', 'sha256', 'sha384'] as const)('accepts RSASSA-PSS with %s and the salt it names', async (hash) => {
    const root = issueCa('Root', rsaKey('a'));
    const child = read(issue({ name: 'x', key: ecKey('child'), by: root, hash, pssSaltLength: 17 }).der);
    expect(child.signatureAlgorithm).toMatchObject({ kind: 'RSA-PSS', pss: { saltLength: 17 } });
    expect(await verifySignature(child, read(root.der).publicKey)).toBe('good');
    expect(await verifySignature(child, read(issueCa('Root', rsaKey('b')).der).publicKey)).toBe('bad');
  });

  it('refuses a changed certificate and a signature that is no pair of numbers', async () => {
    const { child, issuer } = signedBy(ecKey('a'), 'sha256');
    const changed = { ...child, sha256: 'changed', tbs: child.tbs.map((byte, at) => (at === 20 ? byte ^ 1 : byte)) };
    expect(await verifySignature(changed, issuer.publicKey)).toBe('bad');
    const garbled = { ...child, sha256: 'garbled', signature: child.signature.slice(0, 8) };
    expect(await verifySignature(garbled, issuer.publicKey)).toBe('bad');
  });
});

function curveOf({ privateKey }: TestKey): string {
  return privateKey.asymmetricKeyDetails?.namedCurve ?? '';
}

describeWithShared('real certificates and every possible issuer of theirs', () => {
  it('are checked as OpenSSL checks them', async () => {
    const found = findPemCertificates(readFileSync(sharedPath('vectors', 'tls', 'certs.pem')));
    const all = found.map(({ der }) => ({ ours: read(der), theirs: new X509Certificate(der) }));
    let pairs = 0;
    for (const child of all) {
      for (const issuer of all.filter(({ ours }) => isSameName(child.ours.issuer, ours.subject))) {
        const ours = await verifySignature(child.ours, issuer.ours.publicKey);
        expect(ours).toBe(child.theirs.verify(issuer.theirs.publicKey) ? 'good' : 'bad');
        pairs++;
      }
    }
    expect(pairs).toBeGreaterThan(400);
  });
});
