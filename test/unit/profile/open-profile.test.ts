import fc from 'fast-check';
import { unzipSync } from 'fflate';
import { beforeAll, describe, expect, it } from 'vitest';
import { sha256Hex } from '../../../electron/core/bytes/digest.ts';
import { openProfile } from '../../../electron/core/profile/open-profile.ts';
import { maxPhotoLength } from '../../../electron/core/profile/photo.ts';
import { emptyKeyRing, enrollKey, revokeKey } from '../../../electron/core/release/keys.ts';
import { generateReleaseKey, importSigner } from '../../../electron/core/release/release-key.ts';
import { encodeSignature } from '../../../electron/core/release/signature.ts';
import { json, now, type Packed, packedProfile, png, refusal, repack, withManifest } from './profile-fixture.ts';

let packed: Packed;
beforeAll(async () => {
  packed = await packedProfile();
});

const entryOf = (file: string, bytes: Uint8Array) => ({ file, size: bytes.length, sha256: sha256Hex(bytes) });

describe('openProfile', () => {
  it('opens what was packed: signer, release, photo, contact', async () => {
    const profile = await openProfile(packed.zip, { keys: emptyKeyRing, now });
    expect(profile.signer.id).toBe(packed.vendor.id);
    expect(profile.keys.map(({ name }) => name)).toEqual(['Example Radios']);
    expect(profile.release?.bytes).toEqual(packed.parts.release);
    expect(profile.release?.content.signedBy).toBe(packed.vendor.id);
    expect(profile.photos.button).toMatchObject({ type: 'image/png', width: 1, height: 1 });
    expect(profile.photos.socket).toBeUndefined();
    expect(profile.manifest.supportContact).toBe('help@example.com');
  });

  it('needs neither release nor photos', async () => {
    const { zip } = await packedProfile({ release: undefined, photos: {}, supportContact: undefined });
    expect(await refusal(zip)).toBeUndefined();
  });

  it('refuses a changed manifest, another signer, and another key file under the same signature', async () => {
    const other = await generateReleaseKey();
    const manifest = unzipSync(packed.zip)['profile.json'] ?? new Uint8Array(0);
    const signature = await encodeSignature(manifest, await importSigner(other.privateKeyPem));
    const pem = new TextEncoder().encode(other.publicKeyPem);
    expect(await refusal(repack(packed.zip, { 'profile.json': json({}) }))).toBe('profile.bad-signature mismatch');
    expect(await refusal(repack(packed.zip, { 'profile.sig': signature }))).toBe('profile.bad-signature other-key');
    expect(await refusal(repack(packed.zip, { 'vendor.pem': pem }))).toBe('profile.bad-signature other-key');
    expect(await refusal(repack(packed.zip, { 'profile.sig': json({}) }))).toBe('profile.bad-signature unreadable');
  });

  it('refuses keys that this station revoked, the signer and those that are named alike', async () => {
    const named = await generateReleaseKey();
    const profile = await packedProfile({ keys: [{ name: 'Factory', pem: named.publicKeyPem }] });
    for (const { publicKeyPem, id } of [profile.vendor, named]) {
      const ring = revokeKey(await enrollKey(emptyKeyRing, publicKeyPem, 'Somebody', now), id, now);
      expect(await refusal(profile.zip, ring)).toBe('profile.revoked-key');
    }
  });

  it('refuses a release of another product, and one that no key of the profile signed', async () => {
    await expect(packedProfile({ product: { id: 'lamp', name: 'Lamp' } })).rejects.toThrow(
      expect.objectContaining({ code: 'profile.other-product' }),
    );
    const stranger = await packedProfile();
    await expect(packedProfile({ release: stranger.parts.release })).rejects.toThrow(
      expect.objectContaining({ code: 'release.unknown-key' }),
    );
  });

  it('refuses files that are missing, changed or not named', async () => {
    expect(await refusal(repack(packed.zip, { 'button.png': undefined }))).toBe('profile.bad-file missing');
    expect(await refusal(repack(packed.zip, { 'button.png': png.toReversed() }))).toBe('profile.bad-file mismatch');
    expect(await refusal(repack(packed.zip, { 'more.bin': png }))).toBe('profile.bad-file unexpected');
    expect(await refusal(repack(packed.zip, { 'vendor.pem': undefined }))).toBe('profile.bad-file missing');
    expect(await refusal(repack(packed.zip, { '__proto__.': png }))).toBe('profile.unreadable bad-name');
  });

  it.each([
    ['SVG', new TextEncoder().encode('<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>'), 'photo.unknown-kind'],
    ['HTML', new TextEncoder().encode(`<!doctype html>${' '.repeat(100)}`), 'photo.unknown-kind'],
    ['too many bytes', Uint8Array.from({ length: maxPhotoLength + 1 }, (_, at) => png[at] ?? 0), 'photo.too-large'],
    ['a million pixels wide', png.with(17, 0x0f), 'photo.too-many-pixels'],
  ])('refuses a photo that is %s, though its vendor signed it', async (_what, bytes, reason) => {
    const file = { 'button.png': bytes };
    const zip = await withManifest(
      packed,
      (manifest) => ({ ...manifest, photos: { button: entryOf('button.png', bytes) } }),
      file,
    );
    expect(await refusal(zip)).toBe(`profile.bad-photo ${reason}`);
  });

  it.each<[string, (manifest: Record<string, unknown>) => unknown]>([
    ['a member too many', (manifest) => ({ ...manifest, script: 'x' })],
    ['a prototype among its members', () => '{"__proto__":{"format":1},"format":1}'],
    ['a file name that is a path', (manifest) => ({ ...manifest, release: { ...entryOf('../x', png) } })],
    [
      'a file of its own kind as photo',
      (manifest) => ({ ...manifest, photos: { button: entryOf('vendor.pem', png) } }),
    ],
    ['a vendor who turns the text around', (manifest) => ({ ...manifest, vendor: 'Example\u202eRadios' })],
    ['a vendor without end', (manifest) => ({ ...manifest, vendor: 'x'.repeat(101) })],
    ['a hundred keys', (manifest) => ({ ...manifest, keys: Array(100).fill({ name: 'K', spki: '' }) })],
    ['no JSON', () => '{'],
  ])('refuses a signed manifest with %s', async (_what, change) => {
    expect(await refusal(await withManifest(packed, change))).toMatch(/^profile\.bad-manifest/);
  });

  it('refuses a signed manifest with a key that is none', async () => {
    const zip = await withManifest(packed, (manifest) => ({ ...manifest, keys: [{ name: 'K', spki: 'AAAA' }] }));
    expect(await refusal(zip)).toBe('key.unreadable not-p256');
  });

  it('refuses a bomb before it has grown', async () => {
    const zip = repack(packed.zip, { 'bomb.bin': new Uint8Array(65 << 20) });
    expect(zip.length).toBeLessThan(1 << 20);
    expect(await refusal(zip)).toBe('profile.too-large');
    expect(await refusal(new Uint8Array((64 << 20) + 1))).toBe('profile.too-large');
  });

  it('refuses or opens whatever was changed in the file, and never fails otherwise', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(packed.zip.length - 1), fc.integer({ min: 1, max: 255 }), async (at, mask) => {
        const zip = Uint8Array.from(packed.zip);
        zip[at] = (zip[at] ?? 0) ^ mask;
        const code = await refusal(zip);
        expect(code ?? 'opens').toMatch(/^(opens|profile\.|key\.)/);
      }),
      { numRuns: 300 },
    );
  });
});
