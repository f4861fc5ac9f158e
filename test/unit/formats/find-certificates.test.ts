import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findDerCandidates, holdsDerStart } from '../../../electron/core/formats/der-certificates.ts';
import { findCertificates } from '../../../electron/core/formats/find-certificates.ts';
import { findPemCertificates } from '../../../electron/core/formats/pem.ts';
import { syntheticPki } from '../../../electron/sim/firmware/pki.ts';
import { noise } from '../../support/recovery-fixture.ts';

const pem = new TextEncoder().encode(syntheticPki().newRoot);
const der = findPemCertificates(pem)[0]?.der ?? new Uint8Array();

describe('certificates in bytes', () => {
  it('are found in both encodings, each with its place', () => {
    const bytes = Uint8Array.from([...noise(40, 1), ...pem, ...noise(16, 2), ...der, ...der, ...noise(8, 3)]);
    const derAt = 40 + pem.length + 16;
    expect(findCertificates(bytes)).toEqual([
      { offset: 40, der, encoding: 'pem' },
      { offset: derAt, der, encoding: 'der' },
      { offset: derAt + der.length, der, encoding: 'der' },
    ]);
  });

  it('are not hidden by what begins like one in front of them', () => {
    const decoy = [0x30, 0x82, 0x04, 0x00, 0x30, 0x82, 0x03, 0x00, 0x02, 0x01, 0x01];
    expect([...findDerCandidates(Uint8Array.from([...decoy, ...der]))].map(({ offset }) => offset)).toEqual([11]);
  });

  it('are none where they are cut off or filled by something else, but their beginning is seen', () => {
    const cut = der.subarray(0, der.length - 1);
    expect([...findDerCandidates(cut)]).toEqual([]);
    expect(holdsDerStart(cut)).toBe(true);
    const other = der.slice();
    other[4 + 4 + ((der[6] ?? 0) << 8) + (der[7] ?? 0)] = 0x31; // the tag of the algorithm
    expect([...findDerCandidates(other)]).toEqual([]);
  });

  it('never make the search throw', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => void findCertificates(bytes)));
    fc.assert(
      fc.property(fc.nat(der.length - 1), fc.nat(255), fc.nat(der.length), (at, value, length) => {
        const mutated = der.slice(0, length);
        if (at < length) mutated[at] = value;
        return findCertificates(mutated).length <= 1;
      }),
    );
  });
});
