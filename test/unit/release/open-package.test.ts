import fc from 'fast-check';
import { unzipSync, zipSync } from 'fflate';
import { beforeAll, describe, expect, it } from 'vitest';
import { sha256Hex } from '../../../electron/core/bytes/digest.ts';
import { buildRelease } from '../../../electron/core/release/build-package.ts';
import { emptyKeyRing, revokeKey } from '../../../electron/core/release/keys.ts';
import { openRelease } from '../../../electron/core/release/open-package.ts';
import { generateReleaseKey } from '../../../electron/core/release/release-key.ts';
import { signPackage } from '../../../electron/core/release/sign-package.ts';
import { app, appSha256, contents, json, now, refusal, repack, type Signed, signedPackage } from './package-fixture.ts';

let signed: Signed;
beforeAll(async () => {
  signed = await signedPackage();
});

const unsigned = () => buildRelease(contents().manifest, contents().files);

describe('openRelease', () => {
  it('opens a signed package and says who signed it', async () => {
    const release = await openRelease(signed.zip, { keys: signed.keys, now, allowUnsigned: false });
    expect(release.manifest).toEqual(contents().manifest);
    expect(release.signedBy).toBe(signed.keyId);
    expect([...release.images]).toEqual([[appSha256, app]]);
    const manifest = unzipSync(signed.zip)['release.json'] ?? new Uint8Array(0);
    expect(release.manifestSha256).toBe(sha256Hex(manifest));
  });

  it('opens an unsigned package under the developer switch only, and says so', async () => {
    expect(await refusal(unsigned())).toBe('release.unsigned');
    const release = await openRelease(unsigned(), { keys: emptyKeyRing, now, allowUnsigned: true });
    expect(release.signedBy).toBeUndefined();
  });

  it('refuses an unknown and a revoked key, the developer switch notwithstanding', async () => {
    const { zip, keys, keyId } = signed;
    expect(await refusal(zip, { keys: emptyKeyRing, allowUnsigned: true })).toBe('release.unknown-key');
    expect(await refusal(zip, { keys: revokeKey(keys, keyId, now), allowUnsigned: true })).toBe('release.revoked-key');
  });

  it('refuses a signature of another key under the name of an enrolled one', async () => {
    const other = await generateReleaseKey();
    const forged = unzipSync(await signPackage(signed.zip, other.privateKeyPem))['release.sig'];
    const { signature } = JSON.parse(new TextDecoder().decode(forged));
    const zip = repack(signed.zip, { 'release.sig': json({ keyId: signed.keyId, signature }) });
    expect(await refusal(zip, { keys: signed.keys })).toBe('release.bad-signature');
  });

  it.each([
    ['no JSON', new Uint8Array(10)],
    ['a member too many', json({ keyId: '0'.repeat(64), signature: 'A'.repeat(88), more: 1 })],
    ['a key id that is none', json({ keyId: '__proto__', signature: 'A'.repeat(88) })],
    ['a signature of the wrong length', json({ keyId: '0'.repeat(64), signature: 'AAAA' })],
    ['five thousand bytes', new Uint8Array(5000).fill(0x20)],
  ])('refuses a signature file with %s', async (_what, file) => {
    const zip = repack(signed.zip, { 'release.sig': file });
    expect(await refusal(zip, { keys: signed.keys, allowUnsigned: true })).toBe('release.bad-signature');
  });

  it('checks the signature before it reads anything of the manifest', async () => {
    const zip = repack(signed.zip, { 'release.json': json('no manifest at all') });
    expect(await refusal(zip, { keys: signed.keys })).toBe('release.bad-signature');
  });

  it('refuses a package outside its window, and takes it at both ends', async () => {
    const window = { validFrom: '2026-01-01T00:00:00Z', validUntil: '2026-12-31T00:00:00Z' };
    const { zip, keys } = await signedPackage(window);
    const at = (date: string, offsetMs = 0) => refusal(zip, { keys, now: Date.parse(date) + offsetMs });
    expect(await at(window.validFrom, -1)).toBe('release.not-yet-valid');
    expect(await at(window.validFrom)).toBeUndefined();
    expect(await at(window.validUntil)).toBeUndefined();
    expect(await at(window.validUntil, 1)).toBe('release.expired');
  });

  it('refuses a missing, another and an additional file', async () => {
    const { zip, keys } = signed;
    expect(await refusal(repack(zip, { 'app.bin': undefined }), { keys })).toBe('release.file-missing');
    expect(await refusal(repack(zip, { 'release.json': undefined }), { keys })).toBe('release.file-missing');
    expect(await refusal(repack(zip, { 'app.bin': app.slice(1) }), { keys })).toBe('release.file-mismatch');
    expect(await refusal(repack(zip, { 'more.bin': app }), { keys })).toBe('release.file-unexpected');
  });

  it('refuses every manifest with one changed byte', async () => {
    const manifest = unzipSync(signed.zip)['release.json'] ?? new Uint8Array(0);
    await fc.assert(
      fc.asyncProperty(fc.nat(manifest.length - 1), fc.integer({ min: 1, max: 255 }), async (at, change) => {
        const changed = manifest.map((byte, index) => (index === at ? byte ^ change : byte));
        const zip = repack(signed.zip, { 'release.json': changed });
        expect(await refusal(zip, { keys: signed.keys, allowUnsigned: true })).toBe('release.bad-signature');
      }),
      { numRuns: 200 },
    );
  });

  it('refuses every image with one changed byte', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(app.length - 1), fc.integer({ min: 1, max: 255 }), async (at, change) => {
        const changed = app.map((byte, index) => (index === at ? byte ^ change : byte));
        const zip = repack(signed.zip, { 'app.bin': changed });
        expect(await refusal(zip, { keys: signed.keys })).toBe('release.file-mismatch');
      }),
      { numRuns: 200 },
    );
  });

  it('never opens a damaged archive as anything but what was signed, and never throws without a code', async () => {
    const untouched = await openRelease(signed.zip, { keys: signed.keys, now, allowUnsigned: false });
    await fc.assert(
      fc.asyncProperty(fc.nat(signed.zip.length - 1), fc.integer({ min: 1, max: 255 }), async (at, change) => {
        const zip = signed.zip.map((byte, index) => (index === at ? byte ^ change : byte));
        const options = { keys: signed.keys, now, allowUnsigned: false };
        const code = await refusal(zip, options);
        if (code === undefined) expect(await openRelease(zip, options)).toEqual(untouched);
        else expect(code).toMatch(/^release\./);
      }),
      { numRuns: 500 },
    );
  });

  it('never throws without a code on random bytes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
        expect(await refusal(bytes, { allowUnsigned: true })).toBe('release.unreadable');
      }),
    );
  });
});

describe('buildRelease', () => {
  it('gives the same bytes for the same release, in any time zone and order of files', async () => {
    const { manifest, files } = contents();
    const before = process.env.TZ;
    try {
      process.env.TZ = 'Pacific/Kiritimati';
      const east = buildRelease(manifest, files);
      process.env.TZ = 'America/Los_Angeles';
      expect(buildRelease(manifest, new Map([...files].reverse()))).toEqual(east);
    } finally {
      process.env.TZ = before ?? '';
    }
  });

  it('packs nothing that would not open', () => {
    const { manifest, files } = contents();
    expect(() => buildRelease(manifest, new Map())).toThrow('release.file-missing');
    expect(() => buildRelease(manifest, new Map([['app.bin', app.slice(1)]]))).toThrow('release.file-mismatch');
    expect(() => buildRelease(manifest, new Map([...files, ['x.bin', app]]))).toThrow('release.file-unexpected');
    expect(() => buildRelease({ ...manifest, version: '' }, files)).toThrow('release.bad-manifest');
  });
});

describe('signPackage', () => {
  it('replaces a signature and leaves the manifest as it is, byte for byte', async () => {
    const other = await signedPackage();
    const resigned = await signPackage(signed.zip, other.privateKeyPem);
    expect(await refusal(resigned, { keys: other.keys })).toBeUndefined();
    expect(unzipSync(resigned)['release.json']).toEqual(unzipSync(signed.zip)['release.json']);
  });

  it('signs nothing that would not open', async () => {
    const broken = zipSync({ 'release.json': json({ format: 2 }) });
    await expect(signPackage(broken, signed.privateKeyPem)).rejects.toMatchObject({ code: 'release.bad-manifest' });
    const empty = zipSync({ 'app.bin': app });
    await expect(signPackage(empty, signed.privateKeyPem)).rejects.toMatchObject({ code: 'release.file-missing' });
    await expect(signPackage(signed.zip, 'no key')).rejects.toMatchObject({ code: 'key.unreadable' });
  });
});
