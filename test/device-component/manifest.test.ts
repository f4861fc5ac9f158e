import { generateKeyPairSync } from 'node:crypto';
import { expect, it } from 'vitest';
import { Status } from '../../electron/core/provisioning/proto/rcv_pb.ts';
import { buildComponent, describeWithComponent } from './build.ts';
import { TestClient } from './client.ts';
import { startDevice } from './device.ts';
import { activate, begin, finish, send, state, transfer } from './transfer.ts';
import { app, beginWith, flashFile, keyId, type ManifestShape, manifestOf, slotOffsets } from './unit.ts';

const old = app('1.4.2', 4_000);
const image = app('2.0.0', 12_000);
const older = app('1.0.0', 12_000);
const deviceId = Uint8Array.from([0x24, 0x6f, 0x28, 0xaa, 0xbb, 0x01]);
const downgrade: ManifestShape = { version: '1.0.0', build: 4, flags: 1, issuedAt: 1_800_000_000n };

describeWithComponent(await buildComponent(), 'manifests of the device component', ({ device: program }) => {
  async function unit(more: readonly string[] = []) {
    const flash = await flashFile(old);
    const device = await startDevice(program, [...flash.args, ...more]);
    return { flash, device, client: new TestClient(device.url) };
  }

  it('refuses every one that the release key did not sign as it stands', async () => {
    const { client, flash } = await unit();
    const before = flash.bytes();
    const manifest = manifestOf(image);
    const genuine = beginWith(manifest);
    const { privateKey: stranger } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const forged = [
      beginWith(manifest, stranger),
      beginWith(manifest, undefined, { keyId: new Uint8Array(8) }),
      beginWith(manifest, undefined, { keyId: new Uint8Array() }),
      beginWith(manifest, undefined, { signature: new Uint8Array(64) }),
      beginWith(manifest, undefined, { signature: new Uint8Array(64).fill(0xff) }),
      beginWith(manifest, undefined, { signature: genuine.signature.subarray(0, 63) }),
      beginWith(manifest, undefined, { signature: new Uint8Array() }),
      beginWith(manifestOf(image, { build: 7 }), undefined, { signature: genuine.signature }),
    ];
    for (let bit = 0; bit < manifest.length * 8; bit += 37) {
      const flipped = manifest.slice();
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      forged.push(beginWith(manifest, undefined, { manifest: flipped }));
    }
    for (const offer of forged) {
      expect(await begin(client, offer)).toMatchObject({ status: Status.BAD_SIGNATURE, state: state.idle });
    }
    expect(await begin(client, genuine)).toMatchObject({ status: Status.OK });
    expect(flash.bytes()).toEqual(before);
  });

  it.each<[string, Status, ManifestShape, readonly string[]]>([
    ['another product', Status.WRONG_TARGET, { product: 'seed-lamp' }, []],
    ['another hardware', Status.WRONG_TARGET, { hwRev: ['B', 'C'] }, []],
    ['another chip', Status.WRONG_TARGET, { chipId: 5 }, []],
    ['a newer chip', Status.WRONG_TARGET, { minChipRev: 400 }, []],
    ['an older chip', Status.WRONG_TARGET, { maxChipRev: 100 }, []],
    ['another unit', Status.WRONG_TARGET, { onlyDevices: [new Uint8Array(6)] }, []],
    ['an older build', Status.DOWNGRADE, { build: 4 }, []],
    ['an exception for all units', Status.NOT_ALLOWED, { ...downgrade }, []],
    ['an undated exception', Status.NOT_ALLOWED, { ...downgrade, issuedAt: 0n, onlyDevices: [deviceId] }, []],
    ['an older secure version', Status.DOWNGRADE, { secureVersion: 1 }, ['--secure-version', '2']],
    [
      'an older secure version by exception',
      Status.DOWNGRADE,
      { ...downgrade, onlyDevices: [deviceId] },
      ['--secure-version', '1'],
    ],
    ['a step in between that is missing', Status.NOT_ALLOWED, { minFromBuild: 6 }, []],
    ['an image that does not fit', Status.TOO_LARGE, { imageSize: 0x180001 }, []],
    ['no image', Status.BAD_REQUEST, { imageSize: 0 }, []],
    ['a short digest', Status.BAD_REQUEST, { imageSha256: new Uint8Array(31) }, []],
    ['another format', Status.UNSUPPORTED, { format: 2 }, []],
    ['an unknown flag', Status.UNSUPPORTED, { flags: 2 }, []],
    ['low power', Status.LOW_POWER, {}, ['--low-power']],
  ])('refuses %s', async (_name, status, changes, args) => {
    const { client } = await unit(args);
    expect(await begin(client, beginWith(manifestOf(image, changes)))).toMatchObject({ status, state: state.idle });
  });

  it('allows an older build once to the units that the exception names', async () => {
    const exception = beginWith(manifestOf(older, { ...downgrade, onlyDevices: [new Uint8Array(6), deviceId] }));
    const { client, device, flash } = await unit();
    expect(await transfer(client, exception, older)).toMatchObject({ status: Status.OK, state: state.activated });
    expect(await device.ended).toBe('restart');
    expect(flash.boot()).toEqual({ offset: slotOffsets.new, version: '1.0.0' });
    const again = await startDevice(program, flash.args);
    expect(await begin(new TestClient(again.url), exception)).toMatchObject({ status: Status.NOT_ALLOWED });
  });

  it.each([
    ['of another project', Status.WRONG_TARGET, manifestOf(image, { project: 'other' })],
    ['of another version', Status.IMAGE_INVALID, manifestOf(image, { version: '2.0.1' })],
    ['of another secure version', Status.IMAGE_INVALID, manifestOf(image, { secureVersion: 1 })],
    ['of another ELF', Status.IMAGE_INVALID, manifestOf(image, { elfSha256: new Uint8Array(32) })],
  ])('refuses an image %s at its first bytes, before it erases anything', async (_name, status, manifest) => {
    const { client, flash } = await unit();
    const before = flash.bytes();
    const begun = await begin(client, beginWith(manifest));
    expect(await send(client, begun, image)).toMatchObject({ status, state: state.failed });
    expect(flash.bytes()).toEqual(before);
  });

  it('never activates other bytes than the manifest names, and stops after five such tries', async () => {
    const { client, flash } = await unit();
    const offer = beginWith(manifestOf(image));
    const changed = image.slice();
    changed[5000] = (changed[5000] ?? 0) ^ 1;
    for (let attempt = 0; attempt < 5; attempt++) {
      const begun = await begin(client, offer);
      expect(begun).toMatchObject({ status: Status.OK, nextOffset: 0 });
      await send(client, begun, changed);
      expect(await finish(client)).toMatchObject({ status: Status.HASH_MISMATCH, state: state.failed });
      expect(await activate(client)).toMatchObject({ status: Status.HASH_MISMATCH, state: state.failed });
    }
    expect(await begin(client, offer)).toMatchObject({ status: Status.NOT_ALLOWED });
    expect(flash.boot()).toEqual({ offset: slotOffsets.old, version: '1.4.2' });
  });

  it('refuses what is signed and no image that boots', async () => {
    const broken = image.slice();
    broken[5000] = (broken[5000] ?? 0) ^ 1;
    const { client } = await unit();
    await send(client, await begin(client, beginWith(manifestOf(broken))), broken);
    expect(await finish(client)).toMatchObject({ status: Status.IMAGE_INVALID, state: state.failed });
  });

  it('names its keys, so that a release knows whether this unit will take it', async () => {
    const { client } = await unit();
    const { device } = await client.info({ case: 'device', value: {} });
    expect(device).toMatchObject({
      product: 'seed-radio',
      hwRev: 'A',
      build: 5,
      version: '1.4.2',
      deviceId: Buffer.from(deviceId),
    });
    expect(device?.fwKeyIds.map((id) => Buffer.from(id))).toEqual([Buffer.from(keyId())]);
  });
});
