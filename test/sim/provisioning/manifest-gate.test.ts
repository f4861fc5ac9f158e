import { beforeAll, describe, expect, it } from 'vitest';
import { decodeHex } from '../../../electron/core/bytes/hex.ts';
import { Status } from '../../../electron/core/provisioning/proto/rcv_pb.ts';
import {
  askFirmware,
  beginTransfer,
  sendChunk,
  transferState,
} from '../../../electron/core/provisioning/recovery/firmware-client.ts';
import { readDeviceInfo } from '../../../electron/core/provisioning/recovery/info-client.ts';
import type { SignedManifest } from '../../../electron/core/provisioning/recovery/manifest.ts';
import { pushFirmware } from '../../../electron/core/provisioning/recovery/push-firmware.ts';
import { factoryOnlyTable, offsetOf, tablePart } from '../../../electron/sim/units/seed-layout.ts';
import { composeFlash, type SimUnit } from '../../../electron/sim/units/sim-unit.ts';
import {
  firmware,
  manifestKey,
  recoveryBench,
  runningVersion,
  signatureOver,
  signedManifest,
  twoSlotUnit,
} from './recovery-bench.ts';

let image: Uint8Array;
beforeAll(() => {
  image = firmware('2.0.0', 'ESP32');
});

/** What the unit answers to `begin`; whatever it is, nothing of its flash may change by it. */
async function statusOf(signed: SignedManifest, bench = recoveryBench()): Promise<Status> {
  const before = bench.unit.hardware.flash.bytes.slice();
  const session = await bench.context.reconnect(undefined);
  const { status } = await beginTransfer(session, signed, false);
  expect(Buffer.compare(bench.unit.hardware.flash.bytes, before)).toBe(0);
  return status;
}

const mac = decodeHex('246f28aabb07');

describe('a manifest that a unit does not take', () => {
  it('is forged', async () => {
    const genuine = signedManifest(image);
    const changed = genuine.manifest.slice();
    changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
    expect(await statusOf(genuine)).toBe(Status.OK);
    expect(await statusOf({ ...genuine, manifest: changed })).toBe(Status.BAD_SIGNATURE);
    expect(await statusOf(signedManifest(image, {}, manifestKey()))).toBe(Status.BAD_SIGNATURE);
    const stranger = manifestKey();
    expect(await statusOf({ ...signedManifest(image, {}, stranger), keyId: genuine.keyId })).toBe(Status.BAD_SIGNATURE);
    expect(await statusOf({ ...genuine, signature: new Uint8Array(64) })).toBe(Status.BAD_SIGNATURE);
    expect(await statusOf({ ...genuine, signature: new Uint8Array() })).toBe(Status.BAD_SIGNATURE);
    expect(await statusOf({ ...genuine, keyId: new Uint8Array() })).toBe(Status.BAD_SIGNATURE);
  });

  it('is signed and no manifest', async () => {
    const noise = Uint8Array.of(0xff, 0xff, 0xff);
    expect(await statusOf({ manifest: noise, ...signatureOver(noise) })).toBe(Status.BAD_REQUEST);
  });

  it.each([
    ['an older build', { build: 4 }, Status.DOWNGRADE],
    ['another product', { product: 'other' }, Status.WRONG_TARGET],
    ['another chip', { chipId: 5 }, Status.WRONG_TARGET],
    ['another hardware revision', { hwRevisions: ['B', 'C'] }, Status.WRONG_TARGET],
    ['a newer chip revision', { minChipRevision: 301 }, Status.WRONG_TARGET],
    ['an older chip revision', { maxChipRevision: 100 }, Status.WRONG_TARGET],
    ['newer firmware to come from', { minFromBuild: 6 }, Status.WRONG_TARGET],
    ['a larger slot', { imageSize: 0x180001 }, Status.TOO_LARGE],
    ['no bytes', { imageSize: 0 }, Status.TOO_LARGE],
  ])('is for %s', async (_, changes, status) => {
    expect(await statusOf(signedManifest(image, changes))).toBe(status);
  });

  it('is an older build, unless its owner made an exception for this very unit', async () => {
    const another = Uint8Array.of(1, 2, 3, 4, 5, 6);
    expect(await statusOf(signedManifest(image, { build: 4, olderBuildFor: [mac] }))).toBe(Status.OK);
    expect(await statusOf(signedManifest(image, { build: 4, olderBuildFor: [another] }))).toBe(Status.WRONG_TARGET);
  });

  it('is one that it took before and has gone beyond', async () => {
    const bench = recoveryBench();
    const session = await bench.context.reconnect(undefined);
    const device = await readDeviceInfo(session);
    await session.close();
    const replayed = signedManifest(firmware('1.9.0', 'ESP32'), { build: 5 });
    await pushFirmware({ image, signed: signedManifest(image), device }, bench.context);
    expect(runningVersion(bench)).toBe('2.0.0');
    expect(await statusOf(replayed, bench)).toBe(Status.DOWNGRADE);
  });

  it('comes while the battery is low, or to a unit with one slot', async () => {
    const weak = recoveryBench();
    weak.unit.hasEnoughPower = false;
    expect(await statusOf(signedManifest(image), weak)).toBe(Status.LOW_POWER);
    const only = recoveryBench({ unit: oneSlotUnit() });
    expect(await statusOf(signedManifest(image), only)).toBe(Status.NOT_ALLOWED);
  });

  it('is below the secure version that runs', async () => {
    const secure = twoSlotUnit({ app: firmware('1.4.2', 'ESP32', { secureVersion: 3 }) });
    expect(await statusOf(signedManifest(image), recoveryBench({ unit: secure }))).toBe(Status.DOWNGRADE);
  });
});

function oneSlotUnit(): SimUnit {
  const base = twoSlotUnit();
  const bootloader = base.flash.subarray(0x1000, 0x8000);
  const parts = [
    { offset: 0x1000, bytes: bootloader },
    tablePart(factoryOnlyTable),
    { offset: offsetOf(factoryOnlyTable, 'factory'), bytes: firmware('1.4.2', 'ESP32') },
  ];
  return { ...base, flash: composeFlash(0x400000, parts) };
}

describe('a transfer out of order', () => {
  async function begun() {
    const bench = recoveryBench();
    const session = await bench.context.reconnect(undefined);
    const { transfer } = await beginTransfer(session, signedManifest(image), false);
    return { bench, session, transfer };
  }

  it('never gets a chunk into the wrong place', async () => {
    const { session, transfer } = await begun();
    expect(await sendChunk(session, transfer, 300, image.subarray(300, 600))).toMatchObject({
      status: Status.GAP,
      nextOffset: 0,
    });
    expect(await sendChunk(session, transfer, 0, image.subarray(0, 300))).toMatchObject({
      status: Status.OK,
      nextOffset: 300,
    });
    expect(await sendChunk(session, transfer, 0, image.subarray(0, 300))).toMatchObject({
      status: Status.OK,
      nextOffset: 300,
    });
    expect(await sendChunk(session, (transfer ^ 1) >>> 0, 300, image.subarray(300, 600))).toMatchObject({
      status: Status.NO_TRANSFER,
    });
  });

  it('never activates what was not checked', async () => {
    const { bench, session, transfer } = await begun();
    expect(await askFirmware(session, 'activate')).toMatchObject({ status: Status.NOT_ALLOWED });
    expect(await askFirmware(session, 'finish')).toMatchObject({ status: Status.GAP, state: transferState.receiving });
    await sendChunk(session, transfer, 0, image.subarray(0, 300));
    expect(await askFirmware(session, 'activate')).toMatchObject({ status: Status.NOT_ALLOWED });
    bench.unit.restart();
    expect(runningVersion(bench)).toBe('1.4.2');
  });

  it('is refused at its first bytes when they are another image’s', async () => {
    const { session, transfer } = await begun();
    const foreign = firmware('2.0.0', 'ESP32', { project: 'foreign' });
    expect(await sendChunk(session, transfer, 0, foreign.subarray(0, 300))).toMatchObject({
      status: Status.IMAGE_INVALID,
      state: transferState.failed,
    });
  });
});
