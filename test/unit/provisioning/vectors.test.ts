import { expect, it } from 'vitest';
import { decodeHex } from '../../../electron/core/bytes/hex.ts';
import { gcmRecords } from '../../../electron/core/provisioning/security/gcm-records.ts';
import { computeVectors, expectedVectors } from './vectors.ts';

/** PROTOCOLS §2.5 and appendix A, in this Node; `test/e2e/electron/vectors.test.ts` does the same in an Electron. */
it('computes every vector of every security', async () => {
  expect(await computeVectors()).toEqual(expectedVectors);
});

it('counts records with patch 1 only', () => {
  const key = new Uint8Array(32);
  const nonce = decodeHex('010203040506070800000001');
  const hello = new TextEncoder().encode('hello');
  const still = gcmRecords(key, nonce, 0);
  expect(still.encrypt(hello)).toEqual(still.encrypt(hello));
  const counting = gcmRecords(key, nonce, 1);
  expect(counting.encrypt(hello)).not.toEqual(counting.encrypt(hello));
});

it('stops before a counter comes round', () => {
  const records = gcmRecords(new Uint8Array(32), decodeHex('0000000000000000ffffffff'), 1);
  expect(() => records.encrypt(new Uint8Array(1))).toThrow(RangeError);
});
