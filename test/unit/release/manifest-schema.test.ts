import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RecoveryError } from '../../../electron/core/errors/recovery-error.ts';
import { checkManifest, parseManifest } from '../../../electron/core/release/manifest-schema.ts';
import { seedRelease } from '../../../electron/sim/units/seed-release.ts';
import { contents, json } from './package-fixture.ts';

const { manifest } = contents();
const [image] = manifest.images;

function problemOf(value: unknown): string | undefined {
  try {
    checkManifest(value);
    return undefined;
  } catch (error) {
    if (!(error instanceof RecoveryError)) throw error;
    expect(error.code).toBe('release.bad-manifest');
    return String(error.params.path);
  }
}

describe('checkManifest', () => {
  it('takes manifests as they are', () => {
    expect(checkManifest(manifest)).toEqual(manifest);
    const seed = seedRelease({ size: 'tiny' }).manifest;
    expect(checkManifest(JSON.parse(JSON.stringify(seed)))).toEqual(seed);
  });

  it.each([
    ['a member too many', { ...manifest, more: 1 }, ''],
    ['another format', { ...manifest, format: 2 }, 'format'],
    ['no image', { ...manifest, images: [] }, 'images'],
    [
      'no app among the images',
      { ...manifest, trust: ['certs'], images: [{ ...image, role: 'trust', partition: 'certs' }] },
      'images',
    ],
    ['33 images', { ...manifest, images: Array(33).fill(image) }, 'images'],
    ['a negative size', { ...manifest, images: [{ ...image, size: -1 }] }, 'images.0.size'],
    ['a size beyond any flash', { ...manifest, images: [{ ...image, size: 1e9 }] }, 'images.0.size'],
    ['a size that is no integer', { ...manifest, images: [{ ...image, size: 1.5 }] }, 'images.0.size'],
    ['a digest in capitals', { ...manifest, images: [{ ...image, sha256: 'A'.repeat(64) }] }, 'images.0.sha256'],
    ['a path as a file', { ...manifest, images: [{ ...image, file: '../app.bin' }] }, 'images.0.file'],
    ['the manifest as an image', { ...manifest, images: [{ ...image, file: 'release.json' }] }, 'images.0.file'],
    ['an unknown chip', { ...manifest, images: [{ ...image, chip: 'ESP8266' }] }, 'images.0.chip'],
    ['an app with a partition', { ...manifest, images: [{ ...image, partition: 'certs' }] }, 'images.0.partition'],
    [
      'a trust image for a partition that is not declared',
      { ...manifest, images: [image, { ...image, role: 'trust', partition: 'nvs' }] },
      'trust',
    ],
    [
      'revisions the wrong way round',
      { ...manifest, images: [{ ...image, minRevision: 3, maxRevision: 1 }] },
      'images.0.maxRevision',
    ],
    ['a label of 17 characters', { ...manifest, preserve: ['x'.repeat(17)] }, 'preserve.0'],
    [
      'a thousand and one known releases',
      { ...manifest, knownReleases: Array(1001).fill({ version: '1', images: [], anchors: [] }) },
      'knownReleases',
    ],
    [
      'an identifying text that any firmware holds',
      { ...manifest, identify: [{ kind: 'string', value: 'esp' }] },
      'identify.0.value',
    ],
    [
      'a boot text that any log holds',
      { ...manifest, boot: { version: '1', lines: [], timeoutMs: 5000 } },
      'boot.version',
    ],
    [
      'a boot check without end',
      { ...manifest, boot: { version: 'version 1', lines: [], timeoutMs: 1e12 } },
      'boot.timeoutMs',
    ],
    ['a bidirectional override in its name', { ...manifest, product: { id: 'a', name: 'a\u202eb' } }, 'product.name'],
    [
      'a window that ends before it begins',
      { ...manifest, validFrom: '2026-02-01T00:00:00Z', validUntil: '2026-01-01T00:00:00Z' },
      'validUntil',
    ],
    ['a date without a zone', { ...manifest, created: '2026-02-01T00:00:00' }, 'created'],
    ['a patch of security 1', { ...manifest, provisioning: { security: 1, patch: 1 } }, 'provisioning.patch'],
    [
      'a user name where security asks for none',
      { ...manifest, provisioning: { security: 1, username: 'me' } },
      'provisioning.username',
    ],
    [
      'a service that is none',
      { ...manifest, provisioning: { security: 1, serviceUuids: ['1775244d-6b43'] } },
      'provisioning.serviceUuids.0',
    ],
    ['nothing', null, ''],
  ])('refuses %s', (_what, value, path) => {
    expect(problemOf(value)).toBe(path);
  });

  it('reads how units are met without a cable: strict where nothing is said, services as advertisements have them', () => {
    const serviceUuids = ['1775244D-6B43-439B-877C-060F2D9BED07', 'ffff'];
    const { provisioning } = checkManifest({ ...manifest, provisioning: { security: 1, serviceUuids } });
    expect(provisioning).toEqual({
      security: 1,
      patch: 0,
      proofOfPossession: true,
      serviceUuids: ['1775244d6b43439b877c060f2d9bed07', '0000ffff00001000800000805f9b34fb'],
    });
    expect(checkManifest({ ...manifest, provisioning }).provisioning).toEqual(provisioning);
  });

  it('refuses prototype keys as members that are unknown, and no prototype changes', () => {
    const text = JSON.stringify(manifest).replace('{', '{"__proto__":{"polluted":true},');
    expect(() => parseManifest(new TextEncoder().encode(text))).toThrow('release.bad-manifest');
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
    expect(problemOf(JSON.parse(JSON.stringify(manifest).replace('{', '{"constructor":1,')))).toBe('');
  });

  it('refuses what is no JSON, what is no UTF-8, what is nested without end and what is too large', () => {
    const refuse = (bytes: Uint8Array) => expect(() => parseManifest(bytes));
    refuse(new TextEncoder().encode('{')).toThrow('release.bad-manifest');
    refuse(Uint8Array.of(0x22, 0xff, 0x22)).toThrow('release.bad-manifest');
    refuse(new TextEncoder().encode('['.repeat(500_000))).toThrow('release.bad-manifest');
    refuse(new Uint8Array((1 << 20) + 1)).toThrow('release.too-large');
  });

  it('never throws without a code on any JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(...Object.keys(manifest)), (value, key) => {
        problemOf(value);
        problemOf({ ...manifest, [key]: value });
        expect(() => parseManifest(json({ ...manifest, [`${key}x`]: value }))).toThrow('release.bad-manifest');
      }),
      { numRuns: 500 },
    );
  });
});
