import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseEspAtCertificates } from '../../../electron/core/formats/esp-at-certificates.ts';
import { findPemCertificates } from '../../../electron/core/formats/pem.ts';
import { syntheticPki } from '../../../electron/sim/firmware/pki.ts';
import { espAtList } from './build-esp-at.ts';

const { newRoot, leaf } = syntheticPki();
const text = (value: string) => new TextEncoder().encode(value);
const derOf = (pem: string) => findPemCertificates(text(pem))[0]?.der ?? new Uint8Array();
const list = espAtList([
  [1, 0, text(newRoot)],
  [2, 0, derOf(leaf)],
  [3, 0, text('SECRET')],
  [1, 1, derOf(newRoot)],
]);

describe('ESP-AT certificate lists', () => {
  it('give certificates by role and place, and only how many keys there are', () => {
    const result = parseEspAtCertificates(Uint8Array.from([...list, 0xff, 0xff, 0xff]));
    if (!result.ok) throw new Error(result.problem.code);
    const { certificates, privateKeys } = result.value;
    expect(certificates.map(({ role, id, encoding }) => [role, id, encoding])).toEqual([
      ['ca', 0, 'pem'],
      ['own', 0, 'der'],
      ['ca', 1, 'der'],
    ]);
    expect(certificates.map(({ der }) => der)).toEqual([derOf(newRoot), derOf(leaf), derOf(newRoot)]);
    for (const { offset, der, encoding } of certificates) {
      if (encoding === 'der') expect(list.subarray(offset, offset + der.length)).toEqual(der);
    }
    expect(privateKeys).toBe(1);
  });

  it.each([
    ['another magic number', (bytes: Uint8Array) => bytes.fill(0, 0, 1), 'esp-at.no-magic'],
    ['more items than bytes', (bytes: Uint8Array) => bytes.fill(9, 2, 3), 'esp-at.truncated'],
    ['more bytes than there are', (bytes: Uint8Array) => bytes.fill(1, 6, 7), 'esp-at.truncated'],
    ['an item of another kind', (bytes: Uint8Array) => bytes.fill(7, 8, 9), 'esp-at.bad-type'],
    ['an item that is too long', (bytes: Uint8Array) => bytes.fill(0xff, 10, 12), 'esp-at.truncated'],
  ])('are refused with %s', (_name, damage, code) => {
    const bytes = list.slice();
    damage(bytes);
    expect(parseEspAtCertificates(bytes)).toMatchObject({ ok: false, problem: { code } });
  });

  it('never make the parser throw', () => {
    fc.assert(
      fc.property(fc.nat(list.length), fc.array(fc.tuple(fc.nat(40), fc.nat(255))), (length, edits) => {
        const bytes = list.slice(0, length);
        for (const [at, value] of edits) if (at < length) bytes[at] = value;
        parseEspAtCertificates(bytes);
      }),
    );
    fc.assert(fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => void parseEspAtCertificates(bytes)));
  });
});
