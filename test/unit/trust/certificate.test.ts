import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findPemCertificates } from '../../../electron/core/formats/pem.ts';
import { anchorFromCertificate } from '../../../electron/core/trust/anchors.ts';
import { type Certificate, maxCertificateLength, parseCertificate } from '../../../electron/core/trust/certificate.ts';
import { isSameName } from '../../../electron/core/trust/distinguished-name.ts';
import { ecKey, issue, issueCa, rsaKey, type TestCertificate, type TestName } from '../../support/pki.ts';
import { describeWithShared, sharedPath } from '../../support/shared.ts';

const key = ecKey('certificate test');

function read({ der }: TestCertificate): Certificate {
  const certificate = parseCertificate(der);
  if (!certificate.ok) throw new Error(certificate.problem.code);
  return certificate.value;
}

function named(name: TestName): Certificate {
  return read(issue({ name, key }));
}

describe('parseCertificate', () => {
  it('reads what the path search needs', () => {
    const root = issueCa('Root', rsaKey('root', 3072), undefined, { from: 1999, until: 2051, pathLength: 3 });
    const certificate = read(root);
    expect(certificate).toMatchObject({
      version: 3,
      isCa: true,
      pathLength: 3,
      keyUsage: 0x06,
      notBefore: Date.UTC(1999, 0, 1),
      notAfter: Date.UTC(2051, 0, 1),
      publicKey: { kind: 'RSA', bits: 3072, curve: undefined },
      signatureAlgorithm: { kind: 'RSA', hash: 'SHA-256' },
      subjectAltNames: undefined,
    });
    expect(Buffer.from(certificate.publicKey.der).equals(Buffer.from(root.key.spki))).toBe(true);
    expect(certificate.sha256).toBe(new X509Certificate(root.der).fingerprint256.replaceAll(':', '').toLowerCase());
  });

  it('reads a version 1 certificate, which has no extensions', () => {
    const certificate = read(issue({ name: 'Old', key: ecKey('p384', 'secp384r1'), version: 1, hash: 'sha384' }));
    expect(certificate).toMatchObject({ version: 1, isCa: false, keyUsage: undefined, pathLength: undefined });
    expect(certificate.publicKey).toMatchObject({ kind: 'EC', bits: 384, curve: 'P-384' });
    expect(certificate.signatureAlgorithm).toMatchObject({ kind: 'ECDSA', hash: 'SHA-384' });
  });

  it('reads DNS names and addresses of the subjectAltName', () => {
    const spec = { name: 'x', key, dnsNames: ['a.example', '*.b.example'], ipAddresses: [[192, 168, 4, 1]] };
    const names = read(issue(spec)).subjectAltNames?.map(({ kind, value }) => [kind, Buffer.from(value).toString()]);
    expect(names?.slice(0, 2)).toEqual([
      ['dns', 'a.example'],
      ['dns', '*.b.example'],
    ]);
    expect(names?.[2]?.[0]).toBe('ip');
  });

  it('refuses what is cut, what has bytes behind it, and what is too large', () => {
    const { der } = issue({ name: 'x', key });
    const codeOf = (bytes: Uint8Array<ArrayBuffer>) => {
      const certificate = parseCertificate(bytes);
      return certificate.ok ? undefined : certificate.problem.code;
    };
    expect(codeOf(der.slice(0, -1))).toBe('certificate.truncated');
    expect(codeOf(Uint8Array.from([...der, 0]))).toBe('certificate.trailing-bytes');
    expect(codeOf(new Uint8Array(maxCertificateLength + 1))).toBe('certificate.too-large');
    expect(codeOf(new Uint8Array(0))).toBe('certificate.truncated');
  });

  it('never throws and never hangs on random and on damaged bytes', () => {
    const { der } = issueCa('Root', key, undefined, { dnsNames: ['a.example'], pathLength: 1 });
    const damaged = fc
      .array(fc.tuple(fc.nat(der.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 })
      .map((changes) => {
        const copy = der.slice();
        for (const [at, value] of changes) copy[at] = value;
        return copy;
      });
    const random = fc.uint8Array({ maxLength: 400 }).map((bytes) => new Uint8Array(bytes));
    const nested = fc.nat(2000).map((depth) => new Uint8Array(2 * depth).fill(0x30));
    fc.assert(
      fc.property(fc.oneof(damaged, random, nested), (bytes) => {
        const certificate = parseCertificate(bytes);
        if (certificate.ok) expect(certificate.value.der).toEqual(bytes);
        else expect(certificate.problem.code).toMatch(/^certificate\./);
        anchorFromCertificate(bytes, { partition: 'x' }, 'der');
      }),
      { numRuns: 2000 },
    );
  });
});

describe('names', () => {
  it('are shown most specific part first', () => {
    const name: TestName = [
      ['2.5.4.6', 0x13, 'US'],
      ['2.5.4.10', 0x0c, 'Grün, Rot & Co'],
      ['1.2.3.4', 0x0c, 'x'],
      ['2.5.4.3', 0x0c, 'Root'],
    ];
    expect(named(name).subject.text).toBe('CN=Root, 1.2.3.4=x, O=Grün\\, Rot & Co, C=US');
  });

  it('are harmless to print: control, bidirectional and invisible characters are escaped, length is capped', () => {
    const hostile = named([['2.5.4.3', 0x0c, 'a\u001b[2Jb\u202ec\u200b\n=d\\e']]).subject.text;
    expect(hostile).toBe('CN=a\\1B[2Jb\\E2\\80\\AEc\\E2\\80\\8B\\0A\\=d\\\\e');
    expect(named([['2.5.4.3', 0x0c, 'x'.repeat(5000)]]).subject.text).toHaveLength(3 + 256 + 1);
    expect(named([['2.5.4.3', 0x1e, '\u0000R\u0000o']]).subject.text).toBe('CN=Ro');
    expect(named([['2.5.4.3', 0x04, 'Ro']]).subject.text).toBe('CN=#526f');
  });

  it('are the same for Mbed TLS whatever the case in PrintableString and UTF8String, and byte by byte elsewhere', () => {
    const cn = (tag: number, text: string) => named([['2.5.4.3', tag, text]]).subject;
    expect(isSameName(cn(0x13, 'Root CA'), cn(0x0c, 'ROOT ca'))).toBe(true);
    expect(isSameName(cn(0x14, 'Root'), cn(0x14, 'Root'))).toBe(true);
    expect(isSameName(cn(0x14, 'Root'), cn(0x14, 'root'))).toBe(false);
    expect(isSameName(cn(0x14, 'Root'), cn(0x13, 'Root'))).toBe(false);
    expect(isSameName(cn(0x13, 'Root'), cn(0x13, 'Root '))).toBe(false);
    // '@' and '`' differ by the same bit as letters of either case.
    expect(isSameName(cn(0x0c, 'a@'), cn(0x0c, 'a`'))).toBe(false);
  });
});

describe('anchorFromCertificate', () => {
  const usable = (certificate: TestCertificate) =>
    anchorFromCertificate(certificate.der, { partition: 'certs' }, 'pem')?.usable;

  it('tells what can be an anchor at all', () => {
    const root = issueCa('Root', key);
    expect(usable(root)).toBe(true);
    expect(usable(issueCa('Cross', ecKey('cross'), root))).toBe(true);
    expect(usable(issue({ name: 'self', key }))).toBe(true);
    expect(usable(issue({ name: 'old', key, by: root, version: 1 }))).toBe(true);
    expect(usable(issue({ name: 'leaf', key, by: root }))).toBe(false);
  });

  it('is undefined for bytes that are no certificate', () => {
    expect(anchorFromCertificate(new Uint8Array(100), { partition: 'certs' }, 'der')).toBeUndefined();
  });
});

describeWithShared('306 real certificates', () => {
  it('are read as OpenSSL reads them', () => {
    const found = findPemCertificates(readFileSync(sharedPath('vectors', 'tls', 'certs.pem')));
    expect(found).toHaveLength(306);
    for (const { der } of found) {
      const theirs = new X509Certificate(der);
      const ours = parseCertificate(der);
      if (!ours.ok) throw new Error(`${theirs.subject}: ${ours.problem.code}`);
      const { notBefore, notAfter, isCa, sha256, publicKey } = ours.value;
      expect(sha256).toBe(theirs.fingerprint256.replaceAll(':', '').toLowerCase());
      expect([notBefore, notAfter]).toEqual([Date.parse(theirs.validFrom), Date.parse(theirs.validTo)]);
      expect(isCa).toBe(theirs.ca);
      expect(Buffer.from(publicKey.der).equals(theirs.publicKey.export({ type: 'spki', format: 'der' }))).toBe(true);
      const details = theirs.publicKey.asymmetricKeyDetails;
      if (publicKey.kind === 'RSA') expect(publicKey.bits).toBe(details?.modulusLength);
      else expect(publicKey.bits).toBe(details?.namedCurve === 'secp384r1' ? 384 : 256);
    }
  });
});
