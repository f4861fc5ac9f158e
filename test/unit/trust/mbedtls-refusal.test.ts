import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mbedTlsProfile } from '../../../electron/core/trust/mbedtls-profile.ts';
import { mbedTlsRefusal } from '../../../electron/core/trust/mbedtls-refusal.ts';
import { der, integer, objectIdentifier, octetString, sequence } from '../../../electron/sim/firmware/der.ts';
import { type CertificateSpec, ecKey, issue } from '../../support/pki.ts';

const versions = ['2.13.1', '2.16.12', '2.28.8', '3.2.1', '3.4.0', '3.6.4'] as const;

/** Codes of 2.13.1, 2.16.12, 2.28.8, 3.2.1, 3.4.0 and 3.6.4; 0 = parsed. */
function codesOf(spec: Partial<CertificateSpec>): number[] {
  const certificate = issue({ name: 'x', key: ecKey('x'), ca: true, ...spec });
  return versions.map((version) => mbedTlsRefusal(certificate.der, mbedTlsProfile(version).parsing) ?? 0);
}

const parsedByAll = [0, 0, 0, 0, 0, 0];

describe('what Mbed TLS cannot parse', () => {
  it('is nothing of an ordinary certificate', () => {
    const purposes = ['1.3.6.1.5.5.7.3.1'];
    expect(codesOf({ keyUsage: 0x06, dnsNames: ['a.example'], purposes, pathLength: 3 })).toEqual(parsedByAll);
    expect(codesOf({ version: 1 })).toEqual(parsedByAll);
  });

  it('is an authorityKeyIdentifier without any part, from 3.5 on', () => {
    expect(codesOf({ extensions: [['2.5.29.35', sequence()]] })).toEqual([0, 0, 0, 0, 0, 0x2560]);
    expect(codesOf({ extensions: [['2.5.29.35', sequence(der(0x80, Buffer.of(1)))]] })).toEqual(parsedByAll);
  });

  it('is an issuer in authorityKeyIdentifier without its serial number, from 3.5 on', () => {
    const issuer = der(0xa1, der(0x82, Buffer.from('ca.example')));
    expect(codesOf({ extensions: [['2.5.29.35', sequence(issuer)]] })).toEqual([0, 0, 0, 0, 0, 0x2560]);
    const both = sequence(issuer, der(0x82, Buffer.of(1)));
    expect(codesOf({ extensions: [['2.5.29.35', both]] })).toEqual(parsedByAll);
  });

  it('is an unknown extension that is critical', () => {
    const constraints = sequence(der(0xa0, sequence(der(0x82, Buffer.from('example')))));
    expect(codesOf({ extensions: [['2.5.29.30', constraints, true]] })).toEqual(parsedByAll.map(() => 0x2562));
    expect(codesOf({ extensions: [['2.5.29.30', constraints]] })).toEqual(parsedByAll);
  });

  it('is a critical policy that is not anyPolicy: unknown to 2.16, unsupported later', () => {
    const policies = (oid: string) => sequence(sequence(objectIdentifier(oid)));
    const named: CertificateSpec['extensions'] = [['2.5.29.32', policies('2.23.140.1.2.1'), true]];
    expect(codesOf({ extensions: named })).toEqual([0x2562, 0x2562, 0x2080, 0x2080, 0x2080, 0x2080]);
    const any: CertificateSpec['extensions'] = [['2.5.29.32', policies('2.5.29.32.0'), true]];
    expect(codesOf({ extensions: any })).toEqual([0x2562, 0x2562, 0, 0, 0, 0]);
  });

  it('is keyUsage without a single flag, before 3.4', () => {
    const none: CertificateSpec['extensions'] = [['2.5.29.15', der(0x03, Buffer.of(0))]];
    expect(codesOf({ extensions: none })).toEqual([0x2564, 0x2564, 0x2564, 0x2564, 0, 0]);
  });

  it('is an address of a wrong size, from 3.5 on', () => {
    expect(codesOf({ ipAddresses: [[1, 2, 3]] })).toEqual([0, 0, 0, 0, 0, 0x2800]);
    expect(codesOf({ ipAddresses: [[1, 2, 3, 4]] })).toEqual(parsedByAll);
  });

  it('is a repeated extension, and an extendedKeyUsage without purposes', () => {
    const id: CertificateSpec['extensions'] = [['2.5.29.19', sequence()]];
    expect(codesOf({ extensions: id })).toEqual(parsedByAll.map(() => 0x2500));
    expect(codesOf({ purposes: [] })).toEqual(parsedByAll.map(() => 0x2564));
  });

  it('is not a flag of basicConstraints that is a number', () => {
    const { ca: _, ...plain } = { ca: undefined, extensions: [['2.5.29.19', sequence(integer(1n))]] as const };
    const certificate = issue({ name: 'x', key: ecKey('x'), ...plain });
    expect(mbedTlsRefusal(certificate.der, mbedTlsProfile('3.6.4').parsing)).toBeUndefined();
  });

  it('is a signature of an unknown kind, whose code a handshake passes over', () => {
    const certificate = issue({ name: 'x', key: ecKey('x') }).der.slice();
    const oid = [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02];
    for (let at = 0; at + oid.length < certificate.length; at++) {
      if (oid.every((octet, index) => certificate[at + index] === octet)) certificate[at + 7] = 0x09;
    }
    expect(mbedTlsRefusal(certificate, mbedTlsProfile('3.6.4').parsing)).toBe(0x262e);
  });

  it('is anything but a certificate, in bounded time and without a throw', () => {
    const { der: good } = issue({ name: 'x', key: ecKey('x'), dnsNames: ['a.example'], ca: true });
    const damaged = fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 });
    for (const version of versions) {
      const { parsing } = mbedTlsProfile(version);
      fc.assert(
        fc.property(damaged, (changes) => {
          const bytes = good.slice();
          for (const [at, octet] of changes) bytes[at] = octet;
          const code = mbedTlsRefusal(bytes, parsing);
          return code === undefined || (code > 0 && code < 0x8000);
        }),
      );
      fc.assert(fc.property(fc.uint8Array(), (bytes) => mbedTlsRefusal(bytes.slice(), parsing) !== undefined));
    }
    expect(mbedTlsRefusal(octetString(new Uint8Array(9)), mbedTlsProfile('3.6.4').parsing)).toBe(0x2180);
  });
});
