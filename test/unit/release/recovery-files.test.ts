import { createPublicKey, verify } from 'node:crypto';
import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { sha256Hex } from '../../../electron/core/bytes/digest.ts';
import { chips } from '../../../electron/core/chips/catalogue.ts';
import { encodeBegin, parseRecoveryManifest } from '../../../electron/core/provisioning/recovery/manifest.ts';
import { buildRelease } from '../../../electron/core/release/build-package.ts';
import { emptyKeyRing, enrollKey } from '../../../electron/core/release/keys.ts';
import { openRelease } from '../../../electron/core/release/open-package.ts';
import { generateReleaseKey } from '../../../electron/core/release/release-key.ts';
import { signPackage } from '../../../electron/core/release/sign-package.ts';
import { appImage } from '../../support/recovery-fixture.ts';
import { contents, now, refusal, repack } from './package-fixture.ts';

const build = 7;

async function signedRecoverable(recovery: object = { build }) {
  const { manifest, files } = contents();
  const images = manifest.images.map((image) => ({ ...image, recovery: { build, ...recovery } }));
  const key = await generateReleaseKey();
  const keys = await enrollKey(emptyKeyRing, key.publicKeyPem, 'Owner', now);
  const zip = await signPackage(buildRelease({ ...manifest, images }, files), key.privateKeyPem);
  return { zip, key, keys, manifest };
}

const options = { now, allowUnsigned: false };

describe('manifests for recovery without a cable', () => {
  it('say what the image is, and are signed by the key of the release as OpenSSL checks it', async () => {
    const { zip, key, keys, manifest } = await signedRecoverable({ build, hwRevisions: ['B', 'C'], minFromBuild: 3 });
    const { recovery, signedBy } = await openRelease(zip, { ...options, keys });
    const sha256 = manifest.images[0]?.sha256 ?? '';
    const signed = recovery?.get(sha256);
    if (signed === undefined) throw new Error('no manifest');
    const content = parseRecoveryManifest(signed.manifest);
    expect(content).toMatchObject({
      value: {
        product: manifest.product.id,
        hwRev: ['B', 'C'],
        chipId: chips.ESP32.imageChipId,
        build,
        minFromBuild: 3,
        version: '2.0.0',
        project: 'seed',
        imageSize: manifest.images[0]?.size,
      },
    });
    expect(Buffer.from(signed.keyId).toString('hex')).toBe(signedBy?.slice(0, 16));
    const message = Buffer.concat([Buffer.from('rcv-manifest-v1\0'), signed.manifest]);
    const publicKey = { key: createPublicKey(key.publicKeyPem), dsaEncoding: 'ieee-p1363' } as const;
    expect(verify('sha256', message, publicKey, signed.signature)).toBe(true);
    expect(verify('sha256', signed.manifest, publicKey, signed.signature)).toBe(false);
    expect(encodeBegin(signed, false).length).toBeLessThanOrEqual(440);
  });

  it('leave out what a small link has no room for', async () => {
    const whole = await signedRecoverable();
    const compact = await signedRecoverable({ build, compact: true });
    const lengthOf = async ({ zip, keys }: typeof whole) => {
      const [signed] = (await openRelease(zip, { ...options, keys })).recovery?.values() ?? [];
      return signed === undefined ? 0 : encodeBegin(signed, true).length;
    };
    expect(await lengthOf(compact)).toBeLessThanOrEqual(230);
    expect(await lengthOf(compact)).toBe((await lengthOf(whole)) - 34);
  });

  it('are not packed where they would not fit', () => {
    const { manifest, files } = contents();
    const hwRevisions = Array.from({ length: 16 }, (_, index) => `hardware-rev-${String(index).padStart(2, '0')}`);
    const images = manifest.images.map((image) => ({ ...image, recovery: { build, hwRevisions } }));
    expect(() => buildRelease({ ...manifest, images }, files)).toThrow(
      expect.objectContaining({ code: 'release.recovery-too-large', params: expect.objectContaining({ limit: 440 }) }),
    );
  });

  it('are not made for an app that does not name itself', () => {
    const app = appImage('2.0.0', { length: 0x800, descriptor: false });
    const { manifest } = contents();
    const images = manifest.images.map((image) => {
      return { ...image, size: app.length, sha256: sha256Hex(app), recovery: { build } };
    });
    expect(() => buildRelease({ ...manifest, images }, new Map([['app.bin', app]]))).toThrow(
      expect.objectContaining({
        code: 'release.recovery-mismatch',
        params: { file: 'app.bin', reason: 'no-descriptor' },
      }),
    );
  });

  it('are refused when anybody changed, swapped or removed them', async () => {
    const { zip, keys } = await signedRecoverable();
    const other = await signedRecoverable({ build: 8 });
    const files = unzipSync(zip);
    const foreign = unzipSync(other.zip);
    const flipped = new Uint8Array(files['app.bin.rcv.sig'] ?? []);
    flipped[70] = (flipped[70] ?? 0) ^ 1;
    const open = (changes: Record<string, Uint8Array | undefined>) =>
      refusal(repack(zip, changes), { ...options, keys });
    expect(await open({})).toBeUndefined();
    expect(await open({ 'app.bin.rcv.sig': flipped })).toBe('release.recovery-mismatch');
    expect(await open({ 'app.bin.rcv.sig': foreign['app.bin.rcv.sig'] })).toBe('release.recovery-mismatch');
    expect(await open({ 'app.bin.rcv.sig': undefined })).toBe('release.recovery-mismatch');
    expect(await open({ 'app.bin.rcv': foreign['app.bin.rcv'] })).toBe('release.recovery-mismatch');
    expect(await open({ 'app.bin.rcv': Uint8Array.of(0xff) })).toBe('release.recovery-mismatch');
    expect(await open({ 'app.bin.rcv': undefined })).toBe('release.file-missing');
    expect(await open({ 'other.bin.rcv': files['app.bin.rcv'] })).toBe('release.file-unexpected');
  });

  it('are not given out of an unsigned package', async () => {
    const { manifest, files } = contents();
    const images = manifest.images.map((image) => ({ ...image, recovery: { build } }));
    const zip = buildRelease({ ...manifest, images }, files);
    const release = await openRelease(zip, { keys: emptyKeyRing, now, allowUnsigned: true });
    expect(release.recovery?.size).toBe(0);
  });
});
