import { md5, sha256Hex } from '../../electron/core/bytes/digest.ts';
import { encodeOtadataRecord } from '../../electron/core/formats/otadata.ts';
import { encodePartitionTable } from '../../electron/core/formats/partition-table.ts';
import { known, unknown } from '../../electron/core/inspect/fact.ts';
import type { OtadataFacts, PartitionFacts, SlotFacts, UnitFacts } from '../../electron/core/inspect/facts.ts';
import type { PlanPolicy } from '../../electron/core/plan/plan.ts';
import type { Release, ReleaseImage, ReleaseManifest } from '../../electron/core/release/manifest.ts';
import { appDescriptor, buildImage } from '../unit/formats/build-image.ts';

/** Address that flash rodata of the ESP32 is mapped at. */
const drom = 0x3f400020;

/** An ESP32 app image of about `length` bytes that names its version; different seeds give different bytes everywhere. */
export function appImage(
  version: string,
  options: { length?: number; seed?: number; descriptor?: boolean; secureVersion?: number; chipId?: number } = {},
): Uint8Array<ArrayBuffer> {
  const data = noise(options.length ?? 0x28000, options.seed ?? 1);
  if (options.descriptor !== false) {
    data.set(appDescriptor({ version, projectName: 'seed', secureVersion: options.secureVersion ?? 0 }));
  }
  const loadAddress = options.chipId === 5 ? 0x3c000020 : drom;
  return buildImage([{ loadAddress, data }], { chipId: options.chipId ?? 0 });
}

/** Repeatable bytes without structure; the length is rounded up to words. */
export function noise(length: number, seed: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(Math.ceil(length / 4) * 4);
  const words = new Uint32Array(bytes.buffer);
  let state = seed >>> 0 || 1;
  for (let index = 0; index < words.length; index++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    words[index] = state;
  }
  return bytes;
}

export function partition(label: string, type: number, subtype: number, offset: number, size: number): PartitionFacts {
  return { label, type, subtype, offset, size, encrypted: false, readonly: false };
}

const data: readonly PartitionFacts[] = [
  partition('nvs', 1, 2, 0x9000, 0x4000),
  partition('otadata', 1, 0, 0xd000, 0x2000),
  partition('phy_init', 1, 1, 0xf000, 0x1000),
  partition('certs', 1, 0x40, 0xd0000, 0x10000),
  partition('user', 1, 0x82, 0xe0000, 0x10000),
];

/** ota_0 and ota_1 of 384 KiB in a 1 MiB flash. */
export const twoSlots: readonly PartitionFacts[] = [
  ...data,
  partition('ota_0', 0, 0x10, 0x10000, 0x60000),
  partition('ota_1', 0, 0x11, 0x70000, 0x60000),
];

export const factoryOnly: readonly PartitionFacts[] = [
  ...data.filter(({ label }) => label !== 'otadata'),
  partition('factory', 0, 0, 0x10000, 0x60000),
];

export const factoryAndSlots: readonly PartitionFacts[] = [
  ...data,
  partition('factory', 0, 0, 0x10000, 0x40000),
  partition('ota_0', 0, 0x10, 0x50000, 0x40000),
  partition('ota_1', 0, 0x11, 0x90000, 0x40000),
];

/** A unit's flash and what is true of it. */
export interface FixtureUnit {
  readonly flash: Uint8Array<ArrayBuffer>;
  readonly facts: UnitFacts;
}

export const fixtureMac = '24:6f:28:aa:bb:01';

/** otadata's two sectors with the given sequence numbers; undefined = erased. */
export function otadataBytes(first: number | undefined, second: number | undefined): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(0x2000).fill(0xff);
  if (first !== undefined) bytes.set(encodeOtadataRecord(first, 'undefined'));
  if (second !== undefined) bytes.set(encodeOtadataRecord(second, 'undefined'), 0x1000);
  return bytes;
}

/** Lays out a unit: images by slot label, everything else noise, and the facts that inspect would find. */
export function fixtureUnit(
  partitions: readonly PartitionFacts[],
  images: Readonly<Record<string, Uint8Array>>,
  running: string | undefined,
  sequences: readonly [number | undefined, number | undefined] = [1, undefined],
): FixtureUnit {
  const flash = new Uint8Array(0x100000).fill(0xff);
  flash.set(noise(0x4000, 77), 0x1000);
  flash.set(encodePartitionTable(partitions, { md5: true }), 0x8000);
  for (const [index, { label, type, offset, size }] of partitions.entries()) {
    if (label === 'otadata') flash.set(otadataBytes(...sequences), offset);
    else if (type === 0) flash.set(images[label] ?? new Uint8Array(0), offset);
    else flash.set(noise(size, 100 + index), offset);
  }
  return { flash, facts: fixtureFacts(flash, partitions, images, running, sequences) };
}

function fixtureFacts(
  flash: Uint8Array,
  partitions: readonly PartitionFacts[],
  images: Readonly<Record<string, Uint8Array>>,
  running: string | undefined,
  sequences: readonly [number | undefined, number | undefined],
): UnitFacts {
  const record = (sequence: number | undefined) =>
    sequence === undefined ? undefined : ({ sequence, state: 'undefined', crcValid: true } as const);
  const otadata: OtadataFacts = {
    sha256: sha256Hex(otadataBytes(...sequences)),
    records: [record(sequences[0]), record(sequences[1])],
  };
  const hasOtadata = partitions.some(({ label }) => label === 'otadata');
  return {
    schema: 1,
    channel: 'usb',
    simulated: true,
    readAt: '2026-01-01T00:00:00.000Z',
    product: { id: known('seed'), confidence: 'high', evidence: [{ kind: 'string', detail: 'seed' }] },
    chip: {
      family: 'ESP32',
      revision: known(100),
      features: [],
      mac: known(fixtureMac),
      flashId: known(0x1440c8),
      flashSize: known(flash.length),
    },
    security: {
      flashEncryption: known('off'),
      secureBoot: known('none'),
      secureBootKeyDigests: known([]),
      downloadMode: known('full'),
      secureVersion: known(0),
    },
    layout: {
      tableOffset: known(0x8000),
      tableChecksum: known('md5'),
      tableSha256: known(sha256Hex(flash.subarray(0x8000, 0x9000))),
      partitions,
      otadata: hasOtadata ? known(otadata) : unknown('not-present'),
      runningSlot: running === undefined ? unknown('not-supported') : known(running),
      runningSlotEvidence: running === undefined ? 'none' : 'otadata',
      canUpdateOverTheAir: known(hasOtadata),
    },
    bootloader: {
      offset: 0x1000,
      valid: known(true),
      idfVersion: known('v3.2-103-g4aa1058e8'),
      fingerprint: known('ab'.repeat(32)),
      headerFlashSize: known(0x400000),
      flashMode: known(2),
      flashFrequency: known(0),
    },
    slots: partitions.filter(({ type }) => type === 0).map((slot) => fixtureSlot(slot, images[slot.label])),
    trust: {
      complete: true,
      anchors: [],
      dateCheck: known(false),
      dateCheckEvidence: 'idf-default',
      urls: [],
      hosts: [],
      mbedTlsVersion: known('2.13.1'),
    },
    data: {
      nvs: [
        {
          partition: 'nvs',
          namespaces: ['nvs.net80211', 'app'],
          formatVersion: known(2),
          encrypted: known(false),
          freePages: 2,
          pages: 4,
        },
      ],
      hasWifiCredentials: known(true),
      wearLevelling: [],
    },
    coverage: { read: [], skipped: [] },
  };
}

function fixtureSlot({ label, offset, size }: PartitionFacts, image: Uint8Array | undefined): SlotFacts {
  const nothing = <T>() => unknown<T>('not-present');
  return {
    label,
    offset,
    size,
    image: image ? known('valid') : nothing(),
    imageLength: image ? known(image.length) : nothing(),
    imageDigest: image ? known(sha256Hex(image)) : nothing(),
    projectName: nothing(),
    idfVersion: nothing(),
    secureVersion: nothing(),
    versions: image ? [{ source: 'app-descriptor', version: '1.0.0', confidence: 'high' }] : [],
    catalogueMatch: nothing(),
  };
}

/** A release of the given app, and of a trust store for `certs` where one is given. */
export function fixtureRelease(
  app: Uint8Array,
  options: {
    trust?: Uint8Array;
    manifest?: Partial<ReleaseManifest>;
    image?: Partial<ReleaseImage>;
    signedBy?: string | undefined;
  } = {},
): Release {
  const describe = (bytes: Uint8Array, file: string) => ({ file, size: bytes.length, sha256: sha256Hex(bytes) });
  const images: ReleaseImage[] = [
    { chip: 'ESP32', role: 'app', ...describe(app, 'app.bin'), bootloaders: [], ...options.image },
  ];
  const { trust } = options;
  if (trust) {
    images.push({ chip: 'ESP32', role: 'trust', partition: 'certs', ...describe(trust, 'certs.bin'), bootloaders: [] });
  }
  const manifest: ReleaseManifest = {
    format: 1,
    product: { id: 'seed', name: 'Seed' },
    version: '2.0.0',
    build: '1',
    created: '2026-01-01T00:00:00Z',
    images,
    preserve: [],
    trust: trust ? ['certs'] : [],
    knownReleases: [],
    identify: [],
    servers: [],
    boot: { version: 'seed 2.0.0', lines: ['ready'], timeoutMs: 5000 },
    nvs: { formatVersion: 2, encrypted: false },
    ...options.manifest,
  };
  const contents = [app, ...(trust ? [trust] : [])].map((bytes) => [sha256Hex(bytes), bytes] as const);
  return {
    manifest,
    manifestSha256: sha256Hex(new TextEncoder().encode(JSON.stringify(manifest))),
    signedBy: 'signedBy' in options ? options.signedBy : 'key-1',
    images: new Map(contents),
  };
}

export const technician: PlanPolicy = { mode: 'technician', fullBackup: false };

/** MD5 of a range of a unit's flash, as a plan's verify step writes it. */
export function md5Of(flash: Uint8Array, offset: number, length: number): Uint8Array {
  return md5(flash.subarray(offset, offset + length));
}
