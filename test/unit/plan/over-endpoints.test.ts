import { create } from '@bufbuild/protobuf';
import { describe, expect, it } from 'vitest';
import { sha256, sha256Hex } from '../../../electron/core/bytes/digest.ts';
import { decodeHex, encodeHex } from '../../../electron/core/bytes/hex.ts';
import type { ErrorCode } from '../../../electron/core/errors/catalogue.ts';
import { known, unknown } from '../../../electron/core/inspect/fact.ts';
import type { UnitFacts } from '../../../electron/core/inspect/facts.ts';
import { describePlan } from '../../../electron/core/plan/describe-plan.ts';
import { planOverEndpoints } from '../../../electron/core/plan/endpoints/plan-over-endpoints.ts';
import { usualTimes } from '../../../electron/core/plan/endpoints/usual-times.ts';
import type { PlanPolicy, RecoveryPlan } from '../../../electron/core/plan/plan.ts';
import { planHash } from '../../../electron/core/plan/plan-hash.ts';
import { imageBytesPerSecond, type LinkModel } from '../../../electron/core/provisioning/link-speed.ts';
import { type DeviceInfo, DeviceInfoSchema } from '../../../electron/core/provisioning/proto/rcv_pb.ts';
import { encodeRecoveryManifest, type ManifestContent } from '../../../electron/core/provisioning/recovery/manifest.ts';
import type { Release, ReleaseManifest } from '../../../electron/core/release/manifest.ts';
import {
  appImage,
  fixtureMac,
  fixtureRelease,
  fixtureUnit,
  noise,
  technician,
  twoSlots,
} from '../../support/recovery-fixture.ts';

const deviceId = decodeHex(fixtureMac.replaceAll(':', ''));
const keyId = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8);
const elfBefore = sha256(Uint8Array.of(1));
const app = appImage('2.0.0', { seed: 2 });
const ble: LinkModel = { channel: 'ble', limits: { request: 481, answer: 481 } };

const base = fixtureUnit(twoSlots, { ota_0: appImage('1.0.0', { seed: 1 }) }, 'ota_0').facts;
const facts: UnitFacts = {
  ...base,
  channel: 'ble',
  chip: { ...base.chip, flashSize: unknown('not-supported') },
  layout: { ...base.layout, partitions: base.layout.partitions.filter(({ type }) => type === 0) },
  data: { nvs: [], hasWifiCredentials: unknown('not-supported'), wearLevelling: [] },
};

function device(changes: Omit<Partial<DeviceInfo>, '$typeName' | '$unknown'> = {}): DeviceInfo {
  return create(DeviceInfoSchema, {
    version: '1.0.0',
    elfSha256: elfBefore,
    build: 5,
    product: 'seed',
    hwRev: 'A',
    deviceId,
    runningPart: 'ota_0',
    targetPart: 'ota_1',
    targetSize: 0x60000,
    maxData: 432,
    fwKeyIds: [keyId],
    ...changes,
  });
}

interface ReleaseContent {
  readonly image?: Uint8Array;
  readonly content?: Partial<ManifestContent>;
  readonly options?: Parameters<typeof fixtureRelease>[1];
  readonly manifest?: Partial<ReleaseManifest>;
}

function release({ image = app, content = {}, options = {}, manifest = {} }: ReleaseContent = {}): Release {
  const knownReleases = [{ version: '1.0.0', images: [], anchors: [] }];
  const encoded = encodeRecoveryManifest({
    product: 'seed',
    hwRevisions: [],
    chipId: 0,
    minChipRevision: 0,
    maxChipRevision: 0,
    project: 'seed',
    version: '2.0.0',
    build: 6,
    secureVersion: 0,
    minFromBuild: 0,
    imageSize: image.length,
    imageSha256: sha256Hex(image),
    elfSha256: undefined,
    issuedAt: 1_770_000_000,
    ...content,
  });
  const signed = { manifest: encoded, signature: new Uint8Array(64), keyId };
  const made = fixtureRelease(image, { ...options, manifest: { knownReleases, ...manifest } });
  return { ...made, recovery: new Map([[sha256Hex(image), signed]]) };
}

interface Situation {
  readonly facts?: UnitFacts;
  readonly device?: DeviceInfo;
  readonly release?: Release;
  readonly policy?: PlanPolicy;
  readonly link?: LinkModel;
}

function planned(situation: Situation) {
  const reading = { facts: situation.facts ?? facts, device: situation.device ?? device() };
  return planOverEndpoints(
    reading,
    situation.release ?? release(),
    situation.policy ?? technician,
    situation.link ?? ble,
  );
}

function refusals(situation: Situation): ErrorCode[] {
  const result = planned(situation);
  return result.ok ? [] : result.refusals.map(({ code }) => code);
}

function planOf(situation: Situation = {}): RecoveryPlan {
  const result = planned(situation);
  if (!result.ok) throw new Error(result.refusals.map(({ code }) => code).join(' '));
  return result.plan;
}

describe('a plan over recovery endpoints', () => {
  const plan = planOf();

  it('has the unit write its inactive slot, select it and report', () => {
    expect(plan).toMatchObject({
      over: 'recovery-endpoints',
      expects: { elfSha256: encodeHex(elfBefore), runningSlot: 'ota_0' },
      unit: { mac: fixtureMac },
      targetSlot: 'ota_1',
      overwritesOnlySlot: false,
      versionBefore: '1.0.0',
      confirmations: [],
      preconditions: [],
    });
    expect(
      plan.steps.map(
        ({ kind, target, stateDuring, stateAfter }) => `${kind} ${target}: ${stateDuring} > ${stateAfter}`,
      ),
    ).toEqual([
      'transfer ota_1: old-boots > staged',
      'activate ota_1: unknown > new-unconfirmed',
      'report ota_1: new-unconfirmed > new-boots',
      'confirm flash: new-boots > new-boots',
    ]);
    expect(plan.steps[0]).toMatchObject({ offset: 0x70000, length: app.length, hazard: 'none' });
    expect(plan.preserved).toEqual([{ partition: 'ota_0', offset: 0x10000, length: 0x60000 }]);
  });

  it('survives JSON with its hash, and says about how long it takes', () => {
    expect(planHash(JSON.parse(JSON.stringify(plan)))).toBe(plan.hash);
    expect(plan.estimate.bytesWritten).toBe(app.length);
    expect(planOf({ link: { ...ble, intervalMs: 15 } }).estimate.seconds).toBeLessThan(plan.estimate.seconds);
  });

  it('does not need to know where the slot lies', () => {
    const layout = { ...facts.layout, partitions: [] };
    const [transfer] = planOf({ facts: { ...facts, layout } }).steps;
    expect(transfer && 'offset' in transfer).toBe(false);
  });

  it('is described in words of its own', () => {
    const { summary, steps } = describePlan(plan);
    expect(summary.code).toBe('summary.recovery-endpoints');
    expect(steps.map(({ code }) => code)).toEqual(['step.transfer', 'step.activate', 'step.report', 'step.confirm']);
  });

  it('says what nobody could check, and who vouches', () => {
    const stranger = release({ manifest: { knownReleases: [] } });
    expect(planOf({ release: stranger }).confirmations).toEqual(['data-unchecked']);
    const product = { id: known('seed'), confidence: 'low', evidence: [{ kind: 'operator', detail: 'seed' }] } as const;
    const policy = { ...technician, productConfirmedBy: 'Ada' };
    expect(planOf({ facts: { ...facts, product }, policy }).confirmations).toEqual(['product-by-operator']);
  });
});

describe('a plan over recovery endpoints is refused', () => {
  const guided: PlanPolicy = { mode: 'guided', fullBackup: false };
  const withTrust = { trust: noise(0x2000, 8) };
  const unknownProduct = { id: unknown<string>('not-present'), confidence: 'low', evidence: [] } as const;
  const large = appImage('2.0.0', { length: 0x61000, seed: 3 });
  const bare = appImage('2.0.0', { descriptor: false, seed: 4 });

  it.each<[string, Situation, ErrorCode[]]>([
    [
      'without a MAC',
      { facts: { ...facts, chip: { ...facts.chip, mac: unknown('not-present') } } },
      ['plan.unit-not-identified'],
    ],
    [
      'without the digest of what runs',
      { device: device({ elfSha256: new Uint8Array() }) },
      ['plan.unit-not-identified'],
    ],
    [
      'for another product by its rules',
      { facts: { ...facts, product: { ...facts.product, id: known('other') } }, device: device({ product: 'other' }) },
      ['plan.wrong-product'],
    ],
    ['for another product by its own word', { device: device({ product: 'other' }) }, ['plan.wrong-product']],
    ['for a product that nobody knows', { facts: { ...facts, product: unknownProduct } }, ['plan.unknown-product']],
    [
      'in Guided though somebody vouches',
      { facts: { ...facts, product: unknownProduct }, policy: { ...guided, productConfirmedBy: 'Ada' } },
      ['plan.unknown-product'],
    ],
    [
      'before its time',
      { release: release({ manifest: { validFrom: '2027-01-01T00:00:00Z' } }) },
      ['release.not-yet-valid'],
    ],
    ['after its time', { release: release({ manifest: { validUntil: '2025-01-01T00:00:00Z' } }) }, ['release.expired']],
    [
      'without an image for the chip',
      { facts: { ...facts, chip: { ...facts.chip, family: 'ESP32-C3' } } },
      ['plan.no-image-for-chip'],
    ],
    [
      'for a newer chip revision',
      { release: release({ options: { image: { minRevision: 300 } } }) },
      ['plan.wrong-revision'],
    ],
    ['for an image that does not say what it is', { release: release({ image: bare }) }, ['plan.image-invalid']],
    ['without a signed manifest', { release: { ...release(), recovery: new Map() } }, ['plan.no-recovery-manifest']],
    [
      'for a key that the unit does not know',
      { device: device({ fwKeyIds: [new Uint8Array(8)] }) },
      ['plan.recovery-key-unknown'],
    ],
    ['for other hardware', { release: release({ content: { hwRevisions: ['B'] } }) }, ['plan.manifest-excludes-unit']],
    [
      'for newer firmware to come from',
      { release: release({ content: { minFromBuild: 6 } }) },
      ['plan.manifest-excludes-unit'],
    ],
    [
      'for other units',
      { release: release({ content: { olderBuildFor: [new Uint8Array(6)] } }) },
      ['plan.manifest-excludes-unit'],
    ],
    ['for an older build', { release: release({ content: { build: 4 } }) }, ['plan.older-build']],
    ['below the secure version', { device: device({ secureVersion: 1 }) }, ['plan.secure-version-too-old']],
    [
      'over a link that is too small',
      { link: { ...ble, limits: { request: 128, answer: 128 } } },
      ['plan.manifest-too-large'],
    ],
    ['with one slot', { device: device({ targetPart: '', targetSize: 0 }) }, ['plan.no-inactive-slot']],
    ['without knowing what runs', { device: device({ runningPart: '' }) }, ['plan.running-slot-unknown']],
    ['onto what runs', { device: device({ targetPart: 'ota_0' }) }, ['plan.layout-unsafe']],
    ['for an image that does not fit', { release: release({ image: large }) }, ['plan.image-too-large']],
    [
      'under a bootloader that nobody declared',
      {
        facts: { ...facts, bootloader: { ...facts.bootloader, idfVersion: unknown('not-supported') } },
        release: release({ options: { image: { bootloaders: [{ idfVersion: 'v4.4' }] } } }),
      },
      ['plan.bootloader-not-declared'],
    ],
    [
      'for a trust store in a partition of its own',
      { release: release({ options: withTrust }) },
      ['plan.trust-needs-cable'],
    ],
    [
      'in Guided for a version that its owner does not know',
      { release: release({ manifest: { knownReleases: [] } }), policy: guided },
      ['plan.data-unchecked'],
    ],
  ])('%s', (_, situation, codes) => {
    expect(refusals(situation)).toEqual(codes);
  });

  it('where this very firmware runs', () => {
    const elfSha256 = new Uint8Array(app.subarray(0x20 + 144, 0x20 + 176));
    expect(refusals({ device: device({ elfSha256 }) })).toContain('plan.already-runs');
  });

  it('without recovery endpoints, whatever else is known', () => {
    const inferred = { ...facts, inferred: 'release-catalogue' } as const;
    const result = planOverEndpoints({ facts: inferred, device: undefined }, release(), technician, ble);
    expect(result).toMatchObject({ ok: false, refusals: [{ code: 'plan.no-recovery-endpoints' }] });
  });

  it('for every reason at once', () => {
    const situation = {
      device: device({ product: 'other', secureVersion: 2, targetSize: 0x1000 }),
      release: release({ content: { build: 1, hwRevisions: ['B'] } }),
    };
    expect(refusals(situation)).toEqual([
      'plan.wrong-product',
      'plan.manifest-excludes-unit',
      'plan.older-build',
      'plan.secure-version-too-old',
      'plan.image-too-large',
    ]);
  });

  it('not for a bootloader where a failed start is undone, nor for an older build that its owner allows this unit', () => {
    const declared = release({ options: { image: { bootloaders: [{ idfVersion: 'v4.4' }] } } });
    expect(refusals({ device: device({ flags: 4 }), release: declared })).toEqual([]);
    expect(refusals({ release: release({ content: { build: 4, olderBuildFor: [deviceId] } }) })).toEqual([]);
  });
});

describe('the speed of a link', () => {
  const length = 1_500_000;
  const seconds = (link: LinkModel, maxData: number) => length / imageBytesPerSecond(link, maxData);

  it.each<[string, LinkModel, number, number, number]>([
    ['BLE, 432 bytes at 15 ms', { ...ble, intervalMs: 15 }, 432, 100, 210],
    ['BLE, 432 bytes at 30 ms', { ...ble, intervalMs: 30 }, 432, 200, 430],
    ['BLE, 208 bytes at 15 ms', { ...ble, mtu: 256, intervalMs: 15 }, 208, 220, 440],
    ['BLE, MTU 23', { ...ble, mtu: 23, intervalMs: 15 }, 432, 2000, 2800],
    ['SoftAP', { channel: 'softap', limits: { request: 4096, answer: 4096 } }, 4032, 25, 40],
  ])('is what PROTOCOLS §4.4 estimates over %s', (_, link, maxData, least, most) => {
    expect(seconds(link, maxData)).toBeGreaterThan(least);
    expect(seconds(link, maxData)).toBeLessThan(most);
  });

  it('is told for every channel, so that a person can choose a faster one', () => {
    const { usb, softap, ble: bluetooth } = usualTimes(length);
    expect(usb).toBeGreaterThan(5);
    expect(softap).toBeGreaterThan(usb);
    expect(bluetooth).toBeGreaterThan(5 * softap);
  });
});
