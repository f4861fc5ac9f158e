import { createHash, createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { encodeKeyPem } from '../../../electron/core/release/key-pem.ts';
import {
  emptyKeyRing,
  encodeKeyRing,
  enrollKey,
  parseKeyRing,
  revokeKey,
} from '../../../electron/core/release/keys.ts';
import { generateReleaseKey, importSigner } from '../../../electron/core/release/release-key.ts';

const now = Date.UTC(2026, 5, 1);

/** SubjectPublicKeyInfo of P-256 up to the X of a compressed point with even Y. */
const compressedPrefix = '3039301306072a8648ce3d020106082a8648ce3d03010703220002';

function pemPair(namedCurve: string) {
  return generateKeyPairSync('ec', {
    namedCurve,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
}

describe('release keys', () => {
  it('are named by the SHA-256 of their SubjectPublicKeyInfo, as OpenSSL writes it', async () => {
    const { id, publicKeyPem, privateKeyPem } = await generateReleaseKey();
    const spki = createPublicKey(publicKeyPem).export({ type: 'spki', format: 'der' });
    expect(createHash('sha256').update(spki).digest('hex')).toBe(id);
    expect((await importSigner(privateKeyPem)).id).toBe(id);
  });

  it('may come from OpenSSL, and OpenSSL verifies what they sign', async () => {
    const { privateKey, publicKey } = pemPair('prime256v1');
    const signer = await importSigner(privateKey);
    const message = new TextEncoder().encode('message');
    const signature = await signer.sign(message);
    expect(verify('sha256', message, { key: publicKey, dsaEncoding: 'ieee-p1363' }, signature)).toBe(true);
    const ring = await enrollKey(emptyKeyRing, publicKey, 'Owner', now);
    expect(ring.keys[0]?.id).toBe(signer.id);
  });

  it('of other kinds are refused, and so is what is no key', async () => {
    const p384 = pemPair('secp384r1');
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ type: 'spki', format: 'pem' });
    for (const pem of [p384.publicKey, String(rsa), '', 'PUBLIC KEY', pemPair('prime256v1').privateKey]) {
      await expect(enrollKey(emptyKeyRing, pem, 'x', now)).rejects.toMatchObject({ code: 'key.unreadable' });
    }
    for (const pem of [p384.privateKey, pemPair('prime256v1').publicKey]) {
      await expect(importSigner(pem)).rejects.toMatchObject({ code: 'key.unreadable' });
    }
  });

  it('are taken in one encoding only, so that one key has one id', async () => {
    const key = generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).publicKey;
    const spki = key.export({ type: 'spki', format: 'der' });
    const { x = '' } = key.export({ format: 'jwk' });
    const compressed = Buffer.concat([Buffer.from(compressedPrefix, 'hex'), Buffer.from(x, 'base64url')]);
    for (const der of [Buffer.concat([spki, Buffer.of(0)]), compressed]) {
      const pem = encodeKeyPem('PUBLIC KEY', der);
      await expect(enrollKey(emptyKeyRing, pem, 'x', now)).rejects.toMatchObject({ code: 'key.unreadable' });
    }
  });

  it('never tell a secret in an error', async () => {
    const secret = pemPair('secp384r1').privateKey;
    const body = secret.split('\n')[1] ?? '';
    await importSigner(secret).catch((error: Error) => {
      expect(`${error.message} ${JSON.stringify(error)} ${String(error.cause)}`).not.toContain(body.slice(0, 16));
    });
    expect.assertions(1);
  });
});

describe('key ring', () => {
  it('survives its JSON', async () => {
    const { publicKeyPem, id } = await generateReleaseKey();
    const ring = revokeKey(await enrollKey(emptyKeyRing, publicKeyPem, 'Owner', now), id, now + 1000);
    expect(parseKeyRing(encodeKeyRing(ring))).toEqual(ring);
    expect(ring.keys[0]).toMatchObject({ name: 'Owner', revokedAt: '2026-06-01T00:00:01.000Z' });
  });

  it('enrols no key twice, revoked or not, and revokes none that it does not hold', async () => {
    const { publicKeyPem, id } = await generateReleaseKey();
    const ring = await enrollKey(emptyKeyRing, publicKeyPem, 'Owner', now);
    for (const holding of [ring, revokeKey(ring, id, now)]) {
      await expect(enrollKey(holding, publicKeyPem, 'Again', now)).rejects.toMatchObject({ code: 'key.exists' });
    }
    expect(() => revokeKey(ring, '0'.repeat(64), now)).toThrow('key.unknown');
  });

  it('keeps the first date of a revocation', async () => {
    const { publicKeyPem, id } = await generateReleaseKey();
    const ring = revokeKey(await enrollKey(emptyKeyRing, publicKeyPem, 'Owner', now), id, now);
    expect(revokeKey(ring, id, now + 5000)).toEqual(ring);
  });

  it('is refused when damaged: never taken for an empty one', async () => {
    const { publicKeyPem } = await generateReleaseKey();
    const ring = await enrollKey(emptyKeyRing, publicKeyPem, 'Owner', now);
    const [key] = ring.keys;
    for (const broken of [
      '',
      '[]',
      '{"schema":1}',
      JSON.stringify({ ...ring, more: 1 }),
      JSON.stringify({ ...ring, keys: [key, key] }),
      JSON.stringify({ ...ring, keys: [{ ...key, id: '0'.repeat(64) }] }),
      JSON.stringify({ ...ring, keys: [{ ...key, name: 'a\u202eb' }] }),
    ]) {
      expect(() => parseKeyRing(broken)).toThrow('key.ring-damaged');
    }
  });
});
