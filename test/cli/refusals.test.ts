import { readFileSync, writeFileSync } from 'node:fs';
import { strToU8, unzipSync, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { sha256Hex } from '../../electron/core/bytes/digest.ts';
import type { ErrorCode } from '../../electron/core/errors/catalogue.ts';
import type { UnitFacts } from '../../electron/core/inspect/facts.ts';
import type { RecoveryPlan, Refusal } from '../../electron/core/plan/plan.ts';
import type { ReleaseManifest } from '../../electron/core/release/manifest.ts';
import { seed, seedFactoryOnly } from '../../electron/sim/units/seed.ts';
import { seedRelease, type UnsignedRelease } from '../../electron/sim/units/seed-release.ts';
import {
  enrolVendor,
  newStation,
  plugInNew,
  type Station,
  signedRelease,
  unsignedRelease,
  watchFlash,
} from '../support/station.ts';

const size = 'tiny';

interface Failed {
  readonly schema: 1;
  readonly error: { readonly code: ErrorCode; readonly what: string; readonly next: string };
}

/** The seed release with some of its manifest said otherwise. */
function releaseWith(changes: Partial<ReleaseManifest>): UnsignedRelease {
  const { manifest, files } = seedRelease({ size });
  return { manifest: { ...manifest, ...changes }, files };
}

/** Changes the files inside a package, whatever the signature says. */
function tamper(path: string, change: (files: Record<string, Uint8Array>) => void): void {
  const files = unzipSync(readFileSync(path));
  change(files);
  writeFileSync(path, zipSync(files));
}

describe('a package that is not as it should be is refused before anything is written', () => {
  it.each<[string, ErrorCode, (station: Station) => Promise<string>]>([
    [
      'a manifest changed after it was signed',
      'release.bad-signature',
      async (station) => {
        const path = await signedRelease(station, seedRelease({ size }), await enrolVendor(station));
        tamper(path, (files) => {
          const json = new TextDecoder().decode(files['release.json']);
          files['release.json'] = strToU8(json.replace('"2.0.0"', '"2.0.1"'));
        });
        return path;
      },
    ],
    [
      'a key that is not enrolled',
      'release.unknown-key',
      async (station) => {
        await station.run('keys', 'generate', station.path('stranger'));
        return signedRelease(station, seedRelease({ size }), station.path('stranger.private.pem'));
      },
    ],
    [
      'a key that was revoked',
      'release.revoked-key',
      async (station) => {
        const path = await signedRelease(station, seedRelease({ size }), await enrolVendor(station));
        const { document } = await station.json<{ keys: { id: string }[] }>('keys', 'list');
        await station.run('keys', 'revoke', document.keys[0]?.id ?? '');
        return path;
      },
    ],
    [
      'an image other than the one that was signed',
      'release.file-mismatch',
      async (station) => {
        const path = await signedRelease(station, seedRelease({ size }), await enrolVendor(station));
        tamper(path, (files) => {
          const [name = ''] = Object.keys(files).filter((file) => file.endsWith('-esp32.bin'));
          files[name] = Uint8Array.from(files[name] ?? [], (byte, index) => (index === 100 ? byte ^ 1 : byte));
        });
        return path;
      },
    ],
    ['no signature', 'release.unsigned', async (station) => unsignedRelease(station, seedRelease({ size }))],
    [
      'an end of its validity that is past',
      'release.expired',
      async (station) => {
        const release = releaseWith({ validUntil: '2020-01-01T00:00:00Z' });
        return signedRelease(station, release, await enrolVendor(station));
      },
    ],
    [
      'bytes that are no package',
      'release.unreadable',
      async (station) => {
        writeFileSync(station.path('noise.unstrand'), 'not a zip');
        return station.path('noise.unstrand');
      },
    ],
  ])('%s: %s', async (_, code, make) => {
    const station = newStation();
    const { unit, port } = plugInNew(await seed({ size }));
    const flash = watchFlash(unit);
    const path = await make(station);
    for (const command of ['recover', 'plan']) {
      const { exit, document, stderr } = await station.json<Failed>(command, '--port', port, '--release', path);
      expect([exit, document.schema, document.error.code]).toEqual([3, 1, code]);
      expect(stderr).toContain(document.error.what);
      expect(stderr).toContain(document.error.next);
    }
    expect((await station.run('verify', path)).exit).toBe(3);
    expect(flash.unchanged()).toBe(true);
  });

  it('takes an unsigned one under the developer switch, once that is confirmed', async () => {
    const station = newStation();
    const { unit, port } = plugInNew(await seed({ size }));
    const flash = watchFlash(unit);
    const recover = ['recover', '--port', port, '--release', unsignedRelease(station, seedRelease({ size }))];
    const refused = await station.json<{ plan: RecoveryPlan }>(...recover, '--allow-unsigned');
    expect(refused.exit).toBe(3);
    expect(refused.document.plan.confirmations).toEqual(['unsigned-release']);
    expect(flash.unchanged()).toBe(true);
    const { hash } = refused.document.plan;
    expect((await station.run(...recover, '--allow-unsigned', '--confirm', hash)).exit).toBe(0);
  });
});

describe('a plan that would harm the unit is refused', () => {
  it.each<[string, ErrorCode, () => UnsignedRelease]>([
    [
      'another product',
      'plan.unknown-product',
      () => releaseWith({ identify: [{ kind: 'project-name', value: 'other-radio' }], knownReleases: [] }),
    ],
    [
      'another chip',
      'plan.no-image-for-chip',
      () => withImages(({ images }) => images.filter(({ chip }) => chip === 'ESP32-C3')),
    ],
    ['an image too large for the slot', 'plan.image-too-large', tooLargeRelease],
    [
      'another bootloader than the app is declared for',
      'plan.bootloader-not-declared',
      () => withImages(({ images }) => images.map((image) => ({ ...image, bootloaders: [{ idfVersion: 'v5.2' }] }))),
    ],
    [
      'a chip revision that the app does not support',
      'plan.wrong-revision',
      () => withImages(({ images }) => images.map((image) => ({ ...image, minRevision: 300 }))),
    ],
    [
      'an NVS format older than the one in use',
      'plan.nvs-format-older',
      () => releaseWith({ nvs: { formatVersion: 1, encrypted: false } }),
    ],
    ['a volume that the app would format', 'plan.wear-levelling-older', () => releaseWith({ wearLevelling: 1 })],
  ])('%s: %s', async (_, code, make) => {
    const station = newStation();
    const { unit, port } = plugInNew(await seed({ size }));
    const flash = watchFlash(unit);
    const path = await signedRelease(station, make(), await enrolVendor(station));
    for (const command of ['recover', 'plan']) {
      const result = await station.json<{ refusals: Refusal[] }>(command, '--port', port, '--release', path);
      expect(result.exit).toBe(3);
      expect(result.document.refusals.map((refusal) => refusal.code)).toContain(code);
      expect(result.stderr).toContain('REFUSED: nothing was written');
      expect(result.stderr).toContain(code);
    }
    expect(flash.unchanged()).toBe(true);
  });

  it('vouches for a product that nothing recognises only with --product-confirmed and the hash', async () => {
    const station = newStation();
    const { unit, port } = plugInNew(await seed({ size }));
    const flash = watchFlash(unit);
    const release = releaseWith({ identify: [{ kind: 'project-name', value: 'other-radio' }], knownReleases: [] });
    const path = await signedRelease(station, release, await enrolVendor(station));
    const recover = ['recover', '--port', port, '--release', path, '--product-confirmed', '--operator', 'Ada'];
    const { exit, document } = await station.json<{ plan: RecoveryPlan }>(...recover);
    expect([exit, document.plan.confirmations]).toEqual([3, ['product-by-operator']]);
    expect(flash.unchanged()).toBe(true);
    expect((await station.run(...recover, '--confirm', document.plan.hash)).exit).toBe(0);
  });

  it('gives a unit that is known to be another product no say to whoever confirms', async () => {
    const station = newStation();
    const { port } = plugInNew(await seed({ size }));
    const key = await enrolVendor(station);
    const own = await signedRelease(station, seedRelease({ size }), key);
    const facts = await station.json<UnitFacts>('inspect', '--port', port, '--release', own);
    writeFileSync(station.path('facts.json'), JSON.stringify(facts.document));
    const other = releaseWith({ product: { id: 'other-radio', name: 'Other Radio' } });
    const path = await signedRelease(station, other, key);
    const plan = ['plan', '--facts', station.path('facts.json'), '--release', path, '--product-confirmed'];
    const { exit, document } = await station.json<{ refusals: Refusal[] }>(...plan);
    expect([exit, document.refusals.map(({ code }) => code)]).toEqual([3, ['plan.wrong-product']]);
  });

  it('runs no plan that was confirmed by another hash, and records no job', async () => {
    const station = newStation();
    const { unit, port } = plugInNew(await seedFactoryOnly({ size }));
    const flash = watchFlash(unit);
    const path = await signedRelease(station, seedRelease({ size }), await enrolVendor(station));
    const confirm = ['--confirm', sha256Hex(new Uint8Array(1))];
    const recover = ['recover', '--port', port, '--release', path, ...confirm];
    const { exit, document } = await station.json<Failed>(...recover);
    expect([exit, document.error.code]).toEqual([3, 'engine.confirmation-mismatch']);
    expect(flash.unchanged()).toBe(true);
    expect((await station.json<{ records: unknown[] }>('records', 'list')).document.records).toEqual([]);
  });
});

function withImages(change: (manifest: ReleaseManifest) => ReleaseManifest['images']): UnsignedRelease {
  const { manifest, files } = seedRelease({ size });
  const images = change(manifest);
  const names = images.map(({ file }) => file);
  return { manifest: { ...manifest, images }, files: new Map([...files].filter(([name]) => names.includes(name))) };
}

/** Bytes behind the end of an image change nothing but its size. */
function tooLargeRelease(): UnsignedRelease {
  const { manifest, files } = seedRelease({ size });
  const large = new Map(
    [...files].map(([name, bytes]) => {
      const grown = new Uint8Array(0x180001);
      grown.set(bytes);
      return [name, grown] as const;
    }),
  );
  const images = manifest.images.map((image) => {
    const bytes = large.get(image.file) ?? new Uint8Array();
    return { ...image, size: bytes.length, sha256: sha256Hex(bytes) };
  });
  return { manifest: { ...manifest, images }, files: large };
}
