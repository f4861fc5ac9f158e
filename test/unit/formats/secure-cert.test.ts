import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crc32Rom } from '../../../electron/core/bytes/crc32.ts';
import { sha256Hex } from '../../../electron/core/bytes/digest.ts';
import { findPemCertificates } from '../../../electron/core/formats/pem.ts';
import { parseSecureCert } from '../../../electron/core/formats/secure-cert.ts';
import { syntheticPki } from '../../../electron/sim/firmware/pki.ts';
import { describeWithShared, sharedPath } from '../../support/shared.ts';

const { leaf, intermediate } = syntheticPki();
const text = (value: string) => new TextEncoder().encode(value);
const derOf = (pem: string) => findPemCertificates(text(pem))[0]?.der ?? new Uint8Array();
const key = text('-----BEGIN EC PRIVATE KEY-----\nSECRETSECRET\n-----END EC PRIVATE KEY-----\n\0');
const erased = new Uint8Array(256).fill(0xff);

/** An entry of the TLV layout, written independently of the parser (FORMATS §7.5). */
function tlv(type: number, data: Uint8Array, flags = 0): Uint8Array {
  const bytes = new Uint8Array(12 + Math.ceil(data.length / 16) * 16 + 4);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, 0xba5eba11, true);
  bytes[4] = flags;
  bytes[8] = type;
  view.setUint16(10, data.length, true);
  bytes.set(data, 12);
  view.setUint32(bytes.length - 4, crc32Rom(bytes.subarray(0, bytes.length - 4)), true);
  return bytes;
}

function join(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

/** The layout before TLV: with a key, or with what the digital signature peripheral needs. */
function custFlash(hasKey: boolean): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(0x6000).fill(0xff);
  const view = new DataView(bytes.buffer);
  const parts = [
    [0, 64, text(`${leaf}\0`)],
    [8, 2112, derOf(intermediate)],
    [16, 6208, key],
  ] as const;
  for (const [metadataAt, at, data] of parts) {
    view.setUint32(metadataAt, crc32Rom(data), true);
    view.setUint16(metadataAt + 4, data.length, true);
    bytes.set(data, at);
  }
  view.setUint32(hasKey ? 24 : 36, 0x12345678, true);
  return bytes;
}

describe('esp_secure_cert', () => {
  it('gives the certificates of the TLV layout by role, as PEM or DER, and only that there is a key', () => {
    const bytes = join(tlv(0, text(`${intermediate}\0`)), tlv(1, derOf(leaf)), tlv(2, key), tlv(51, text('x')), erased);
    const result = parseSecureCert(bytes);
    expect(result).toEqual({
      ok: true,
      value: {
        layout: 'tlv',
        certificates: [
          { role: 'signer', der: derOf(intermediate), intact: true },
          { role: 'device', der: derOf(leaf), intact: true },
        ],
        privateKeys: ['none'],
        damagedEntries: 0,
      },
    });
    expect(JSON.stringify(result)).not.toContain('SECRET');
  });

  it.each([
    [0x00, 'none'],
    [0xff, 'none'],
    [0x80, 'hmac-encrypted'],
    [0x40, 'hmac-derived'],
    [0x08, 'efuse'],
  ])('tells what protects a key by the flags %i: %s', (flags, protection) => {
    const result = parseSecureCert(join(tlv(2, key, flags), erased));
    expect(result).toMatchObject({ value: { privateKeys: [protection] } });
  });

  it('says that a checksum fails, also where the certificate still reads', () => {
    const bytes = join(tlv(0, derOf(intermediate)), tlv(1, derOf(leaf)), erased);
    bytes[5] = 1;
    expect(parseSecureCert(bytes)).toMatchObject({
      value: {
        certificates: [
          { role: 'signer', intact: false },
          { role: 'device', intact: true },
        ],
        damagedEntries: 1,
      },
    });
  });

  it('counts an entry that is cut off as damaged', () => {
    const bytes = tlv(1, derOf(leaf));
    const result = parseSecureCert(bytes.subarray(0, bytes.length - 30));
    expect(result).toMatchObject({ value: { certificates: [], damagedEntries: 1 } });
  });

  it.each([
    [true, 'none'],
    [false, 'digital-signature'],
  ] as const)('reads the layout before TLV: private key in flash %s', (hasKey, protection) => {
    expect(parseSecureCert(custFlash(hasKey))).toEqual({
      ok: true,
      value: {
        layout: 'cust-flash',
        certificates: [
          { role: 'device', der: derOf(leaf), intact: true },
          { role: 'signer', der: derOf(intermediate), intact: true },
        ],
        privateKeys: [protection],
        damagedEntries: 0,
      },
    });
  });

  it('is not taken for what it is not', () => {
    expect(parseSecureCert(erased)).toMatchObject({ problem: { code: 'secure-cert.no-magic' } });
    expect(parseSecureCert(new Uint8Array(20))).toMatchObject({ problem: { code: 'secure-cert.truncated' } });
    expect(parseSecureCert(new Uint8Array(0x10001))).toMatchObject({ problem: { code: 'secure-cert.too-large' } });
  });

  it('never makes the parser throw, whatever bytes change and wherever it ends', () => {
    const whole = join(tlv(0, derOf(intermediate)), tlv(1, derOf(leaf)), tlv(2, key), erased);
    for (const valid of [whole, custFlash(true)]) {
      const changes = fc.array(fc.tuple(fc.nat(6300), fc.nat(255)), { maxLength: 20 });
      fc.assert(
        fc.property(changes, fc.nat(valid.length), (edits, length) => {
          const bytes = valid.slice(0, length);
          for (const [at, value] of edits) if (at < length) bytes[at] = value;
          parseSecureCert(bytes);
        }),
      );
    }
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => void parseSecureCert(bytes)));
  });
});

describeWithShared('esp_secure_cert partitions of the corpus', () => {
  interface Truth {
    readonly pem_certs: readonly { readonly sha256: string }[];
    readonly esp_secure_cert_tlvs?: readonly { readonly type: number; readonly crc_ok: boolean }[];
  }
  const manifest = JSON.parse(readFileSync(sharedPath('corpus', 'MANIFEST.json'), 'utf8')) as {
    readonly entries: readonly { readonly file: string; readonly ground_truth: Truth }[];
  };
  const files = manifest.entries.filter(({ file }) => file.startsWith('secure_cert/'));

  it.each(files.map(({ file, ground_truth }) => [file, ground_truth] as const))(
    '%s: exactly the certificates and checksums that are listed',
    (file, { pem_certs, esp_secure_cert_tlvs: tlvs = [] }) => {
      const result = parseSecureCert(new Uint8Array(readFileSync(sharedPath('corpus', file))));
      if (!result.ok) throw new Error(result.problem.code);
      const { certificates, privateKeys, damagedEntries } = result.value;
      expect(certificates.map(({ der }) => sha256Hex(der))).toEqual(pem_certs.map(({ sha256 }) => sha256));
      expect(damagedEntries).toBe(tlvs.filter(({ crc_ok }) => !crc_ok).length);
      if (tlvs.length > 0) {
        expect(privateKeys).toHaveLength(tlvs.filter(({ type }) => type === 2 || type === 4).length);
      }
    },
  );
});
