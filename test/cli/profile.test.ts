import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { newStation } from '../support/station.ts';
import { packedProfile } from '../unit/profile/profile-fixture.ts';

describe('unstrand profile', () => {
  it('packs, verifies, and says whether its keys are known', async () => {
    const station = newStation();
    const { vendor, parts } = await packedProfile();
    writeFileSync(station.path('key.pem'), vendor.privateKeyPem);
    writeFileSync(station.path('fix.unstrand'), parts.release ?? '');
    const path = station.path('radio.unstrand-profile');
    const product = ['--vendor', 'Example Radios', '--product-id', 'radio', '--contact', 'help@example.com'];
    const photo = ['--socket-photo', 'test/fixtures/photos/photo.jpg', '--release', station.path('fix.unstrand')];
    const key = ['--key', station.path('key.pem'), '-o', path];
    const packed = await station.run('profile', 'pack', ...product, ...photo, ...key);
    expect([packed.exit, packed.stderr]).toEqual([0, '']);
    expect(packed.stdout).toContain(vendor.id);

    const verified = await station.json<{ signedBy: string; known: boolean }>('profile', 'verify', path);
    expect(verified.document).toMatchObject({
      signedBy: vendor.id,
      known: false,
      manifest: { photos: { socket: { file: 'socket.jpg' } }, release: { file: 'release.unstrand' } },
    });
    writeFileSync(station.path('public.pem'), vendor.publicKeyPem);
    await station.run('keys', 'enroll', station.path('public.pem'), '--name', 'Example Radios');
    expect((await station.run('profile', 'verify', path)).stdout).toContain('are enrolled');
    await station.run('keys', 'revoke', vendor.id);
    expect((await station.run('profile', 'verify', path)).exit).toBe(3);
  });

  it('packs no photo that is drawn, and says so of a damaged file', async () => {
    const station = newStation();
    const { vendor, zip } = await packedProfile();
    writeFileSync(station.path('key.pem'), vendor.privateKeyPem);
    writeFileSync(station.path('photo.png'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
    const path = station.path('radio.unstrand-profile');
    const parts = ['--vendor', 'V', '--product-id', 'radio', '--button-photo', station.path('photo.png')];
    const packed = await station.run('profile', 'pack', ...parts, '--key', station.path('key.pem'), '-o', path);
    expect(packed.exit).toBe(3);
    expect(() => readFileSync(path)).toThrow();
    writeFileSync(path, zip.subarray(0, -1));
    const failed = await station.json<{ error: { code: string } }>('profile', 'verify', path);
    expect(failed.document.error.code).toBe('profile.unreadable');
  });
});
