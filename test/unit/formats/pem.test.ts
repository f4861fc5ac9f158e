import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeBase64 } from '../../../electron/core/bytes/base64.ts';
import { findPemCertificates, findPemPrivateKeys } from '../../../electron/core/formats/pem.ts';

const text = (value: string) => new TextEncoder().encode(value);

/** DER of the right outer length; PEM search does not look further. */
function derOf(length: number): Uint8Array {
  const der = Uint8Array.from({ length }, (_, index) => (index * 31) & 0xff);
  der.set([0x30, 0x82, (length - 4) >> 8, (length - 4) & 0xff]);
  return der;
}

function pem(der: Uint8Array, newline: string, label = 'CERTIFICATE'): string {
  const body = encodeBase64(der).replace(/.{64}/g, `$&${newline}`);
  return `-----BEGIN ${label}-----${newline}${body}${newline}-----END ${label}-----${newline}`;
}

const der = derOf(700);

describe('PEM certificates', () => {
  it.each([
    ['LF', '\n'],
    ['CRLF', '\r\n'],
    ['no line ends', ''],
    ['escaped line ends of a JSON file', '\\n'],
  ])('are found with %s', (_, newline) => {
    const found = findPemCertificates(text(`preamble\n${pem(der, newline)}\0rest`));
    expect(found).toMatchObject([{ offset: 9, der }]);
    expect(found[0]?.length).toBe(pem(der, newline).length - newline.length);
  });

  it('are found under all three labels, one after the other and between texts', () => {
    const bundle = ['CERTIFICATE', 'X509 CERTIFICATE', 'TRUSTED CERTIFICATE'].map((label) => pem(der, '\n', label));
    expect(findPemCertificates(text(`# root\n${bundle.join('# next\n')}`))).toHaveLength(3);
  });

  it('drops what OpenSSL appends to a trusted certificate, and accepts it nowhere else', () => {
    const longer = new Uint8Array([...der, 0x30, 0x00]);
    expect(findPemCertificates(text(pem(longer, '\n', 'TRUSTED CERTIFICATE')))).toMatchObject([{ der }]);
    expect(findPemCertificates(text(pem(longer, '\n')))).toEqual([]);
  });

  it('are not the bare markers that Mbed TLS holds, nor bodies that are cut or broken', () => {
    const decoy = '-----BEGIN CERTIFICATE-----\0-----END CERTIFICATE-----\0';
    const cut = pem(der, '\n').replace('-----END', '');
    const broken = pem(der, '\n').replace('\n', '\n*');
    const short = pem(derOf(40), '\n');
    const overlong = pem(der.subarray(0, 650), '\n');
    expect(findPemCertificates(text(decoy + cut + broken + short + overlong))).toEqual([]);
  });

  it('still are found behind a bare marker', () => {
    expect(findPemCertificates(text(`-----BEGIN CERTIFICATE-----\0${pem(der, '\n')}`))).toHaveLength(1);
  });

  it('never throw on random and mutated bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => void findPemCertificates(bytes)));
    const valid = text(pem(der, '\n'));
    fc.assert(
      fc.property(fc.nat(valid.length - 1), fc.nat(255), fc.nat(valid.length), (at, value, length) => {
        const mutated = valid.slice(0, length);
        if (at < length) mutated[at] = value;
        expect(findPemCertificates(mutated).length).toBeLessThanOrEqual(1);
        findPemPrivateKeys(mutated);
      }),
    );
  });

  it('looks at each byte a bounded number of times, however many markers there are', () => {
    const many = text('-----BEGIN CERTIFICATE-----AAAA'.repeat(20_000));
    expect(findPemCertificates(many)).toEqual([]);
  });
});

describe('PEM private keys', () => {
  it('are reported by kind and place, never by content', () => {
    const keys = [
      pem(der, '\n', 'RSA PRIVATE KEY'),
      pem(der, '\n', 'EC PRIVATE KEY'),
      pem(der, '\n', 'PRIVATE KEY'),
      pem(der, '\n', 'ENCRYPTED PRIVATE KEY'),
      `-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nAAAA\n`,
    ];
    const found = findPemPrivateKeys(text(keys.join('')));
    expect(found.map(({ kind }) => kind)).toEqual(['RSA', 'EC', 'PKCS8', 'encrypted', 'encrypted']);
    expect(Object.keys(found[0] ?? {})).toEqual(['offset', 'kind']);
  });

  it('are not bare markers', () => {
    expect(findPemPrivateKeys(text('-----BEGIN RSA PRIVATE KEY-----\0-----BEGIN PRIVATE KEY-----\0'))).toEqual([]);
  });
});
