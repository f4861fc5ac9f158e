import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { sha256Hex } from '../../../electron/core/bytes/digest.ts';
import { chips } from '../../../electron/core/chips/catalogue.ts';
import type { ChipFamily } from '../../../electron/core/chips/chip.ts';
import { parseAppImage } from '../../../electron/core/formats/app-image.ts';
import { encodeOtadataRecord } from '../../../electron/core/formats/otadata.ts';
import type { Clock } from '../../../electron/core/interfaces/machine.ts';
import { openSession } from '../../../electron/core/provisioning/open-session.ts';
import {
  encodeRecoveryManifest,
  type ManifestContent,
  type SignedManifest,
} from '../../../electron/core/provisioning/recovery/manifest.ts';
import type { PushEvent } from '../../../electron/core/provisioning/recovery/push-events.ts';
import type { PushContext } from '../../../electron/core/provisioning/recovery/recovery-link.ts';
import { leastSecurity } from '../../../electron/core/provisioning/security-policy.ts';
import { plainEfuse } from '../../../electron/sim/efuse-block.ts';
import { buildApp } from '../../../electron/sim/firmware/app.ts';
import { buildBootloader } from '../../../electron/sim/firmware/bootloader.ts';
import { syntheticPki } from '../../../electron/sim/firmware/pki.ts';
import { inProcessTransport } from '../../../electron/sim/provisioning/in-process-transport.ts';
import { RecoveryUnit, type RecoveryUnitOptions } from '../../../electron/sim/provisioning/recovery/recovery-unit.ts';
import { productTexts, tlsTexts } from '../../../electron/sim/units/seed-firmware.ts';
import { offsetOf, seedNvs, tablePart, twoSlotTable } from '../../../electron/sim/units/seed-layout.ts';
import { composeFlash, type SimUnit } from '../../../electron/sim/units/sim-unit.ts';

export const product = 'seed-radio';
export const pop = 'abcd1234';
export const oldBuild = 5;
const idfVersion = 'v4.4.8';
const bootloaderIdf = 'v4.4.8';

export interface FirmwareContent {
  readonly certificates?: readonly string[];
  readonly files?: readonly Uint8Array[];
  /** Whether it confirms itself where the bootloader would roll back. */
  readonly confirms?: boolean;
  /** It crashes at once under the unit's bootloader. */
  readonly crashes?: boolean;
  readonly project?: string;
  readonly secureVersion?: number;
}

/** Firmware that serves the recovery endpoints; a few tens of kilobytes. */
export function firmware(version: string, chip: ChipFamily, content: FirmwareContent = {}): Uint8Array<ArrayBuffer> {
  const { certificates = [syntheticPki().oldRoot], files = [], confirms = false, crashes = false } = content;
  const { project = product, secureVersion = 0 } = content;
  const filler = randomFill(version, 60_000);
  return buildApp({
    chip,
    descriptor: { version, projectName: project, idfVersion, secureVersion },
    texts: [...productTexts(version), ...tlsTexts],
    certificates,
    files: [...files, filler],
    behaviour: { kind: 'app', lines: [], confirms, ...(crashes && { crashesUnder: [bootloaderIdf] }) },
    size: 'tiny',
    seed: version.length + version.charCodeAt(0),
  });
}

/** The same bytes each time, without structure. */
function randomFill(seed: string, length: number): Uint8Array {
  const blocks = Array.from({ length: Math.ceil(length / 32) }, (_, index) =>
    createHash('sha256').update(`${seed} ${index}`).digest(),
  );
  return new Uint8Array(Buffer.concat(blocks).subarray(0, length));
}

export interface UnitContent {
  readonly chip?: ChipFamily;
  readonly app?: Uint8Array;
  readonly rollback?: boolean;
}

/** A unit with two slots that runs recovery firmware 1.4.2. */
export function twoSlotUnit({ chip = 'ESP32', app, rollback = false }: UnitContent = {}): SimUnit {
  const table = twoSlotTable;
  const bootloader = buildBootloader({
    chip,
    idfVersion: bootloaderIdf,
    compileTime: '10:20:30',
    hasDescriptor: false,
    flashSize: 0x400000,
    namesChip: true,
    options: { rollback, antiRollback: false },
  });
  const flash = composeFlash(0x400000, [
    { offset: chips[chip].bootloaderOffset, bytes: bootloader },
    tablePart(table),
    { offset: offsetOf(table, 'nvs'), bytes: seedNvs({ formatVersion: 2, size: 0x4000 }) },
    { offset: offsetOf(table, 'otadata'), bytes: encodeOtadataRecord(1, rollback ? 'valid' : 'undefined') },
    { offset: offsetOf(table, 'ota_0'), bytes: app ?? firmware('1.4.2', chip) },
  ]);
  const efuse = plainEfuse(chip, Uint8Array.of(0x24, 0x6f, 0x28, 0xaa, 0xbb, 0x07));
  return { name: 'recovery', description: '', chip, flash, efuse };
}

export interface ManifestKey {
  readonly privateKey: KeyObject;
  readonly spki: Uint8Array;
}

export function manifestKey(): ManifestKey {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { privateKey, spki: new Uint8Array(publicKey.export({ type: 'spki', format: 'der' })) };
}

export const ownersKey = manifestKey();

/** A manifest for the image, signed by node:crypto as the owner's build would. */
export function signedManifest(
  image: Uint8Array,
  changes: Partial<ManifestContent> = {},
  key: ManifestKey = ownersKey,
): SignedManifest {
  const app = parseAppImage(image);
  if (!app.ok || app.value.descriptor === undefined) throw new Error('no app');
  const { descriptor, header } = app.value;
  const manifest = encodeRecoveryManifest({
    product,
    hwRevisions: [],
    chipId: header.chipId,
    minChipRevision: 0,
    maxChipRevision: 0,
    project: descriptor.projectName,
    version: descriptor.version,
    build: 6,
    secureVersion: descriptor.secureVersion,
    minFromBuild: 0,
    imageSize: image.length,
    imageSha256: sha256Hex(image),
    elfSha256: descriptor.elfSha256,
    issuedAt: 1_770_000_000,
    ...changes,
  });
  return { manifest, ...signatureOver(manifest, key) };
}

export function signatureOver(manifest: Uint8Array, key: ManifestKey = ownersKey) {
  const message = Buffer.concat([Buffer.from('rcv-manifest-v1\0'), manifest]);
  const signature = sign('sha256', message, { key: key.privateKey, dsaEncoding: 'ieee-p1363' });
  const keyId = createHash('sha256').update(key.spki).digest().subarray(0, 8);
  return { signature: new Uint8Array(signature), keyId: new Uint8Array(keyId) };
}

/** Time that passes only when somebody sleeps. */
export function sleepingClock(): Clock {
  let nowMs = 1;
  return {
    now: () => nowMs,
    monotonicMs: () => nowMs,
    sleep: async (ms) => {
      nowMs += ms;
    },
  };
}

export interface RecoveryBench {
  readonly unit: RecoveryUnit;
  readonly events: PushEvent[];
  readonly context: PushContext;
  readonly clock: Clock;
}

/** A unit and the way to it. */
export function recoveryBench(
  options: Partial<RecoveryUnitOptions> = {},
  limits = { request: 481, answer: 481 },
): RecoveryBench {
  const clock = sleepingClock();
  const random = { bytes: (length: number) => new Uint8Array(randomBytes(length)) };
  const unit = new RecoveryUnit({
    unit: twoSlotUnit(),
    product,
    build: oldBuild,
    manifestKeys: [ownersKey.spki],
    security: 1,
    pop,
    random,
    now: () => clock.monotonicMs(),
    ...options,
  });
  const events: PushEvent[] = [];
  const credentials = { pop, username: 'wifiprov' };
  const context: PushContext = {
    clock,
    emit: (event) => void events.push(event),
    reconnect: (signal) => {
      const transport = inProcessTransport(unit, limits.request > 1000 ? 'softap' : 'ble', limits);
      return openSession(transport, { credentials, policy: { ...leastSecurity, security: 0 }, random, signal });
    },
  };
  return { unit, events, context, clock };
}

/** The running image's version, from its descriptor. */
export function runningVersion({ unit }: RecoveryBench): string | undefined {
  return unit.firmware?.descriptor?.version;
}
