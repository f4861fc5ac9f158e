import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { create, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import { sha256 } from '../../electron/core/bytes/digest.ts';
import { parseBootLog } from '../../electron/core/formats/boot-log.ts';
import { type Begin, BeginSchema, ManifestSchema } from '../../electron/core/provisioning/proto/rcv_pb.ts';
import { boot } from '../../electron/sim/boot-model.ts';
import { EfuseBlock } from '../../electron/sim/efuse-block.ts';
import { type AppContent, buildApp } from '../../electron/sim/firmware/app.ts';
import { buildBootloader } from '../../electron/sim/firmware/bootloader.ts';
import { fillerBytes } from '../../electron/sim/firmware/filler.ts';
import { FlashChip } from '../../electron/sim/flash-chip.ts';
import { instantTiming } from '../../electron/sim/timing.ts';
import { seed, twoSlotParts } from '../../electron/sim/units/seed.ts';
import { composeFlash } from '../../electron/sim/units/sim-unit.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

export const slotOffsets = { old: 0x10000, new: 0x190000 } as const;

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });

/** An app of the product with `payload` bytes beside its descriptor. */
export function app(version: string, payload: number, more: Partial<AppContent> = {}): Uint8Array<ArrayBuffer> {
  return buildApp({
    chip: 'ESP32',
    descriptor: { version, projectName: 'seed-radio', idfVersion: 'v4.4.8' },
    texts: [],
    certificates: [],
    files: [fillerBytes(7, payload)],
    behaviour: { kind: 'app', lines: [] },
    size: 'tiny',
    seed: 11,
    ...more,
  });
}

/** A unit's flash in a file, running `old` from its first slot. */
export interface FlashFile {
  readonly path: string;
  /** Command line of a unit with this flash, that accepts the tests' key, and runs build 5, or 6 with the new app. */
  readonly args: readonly string[];
  bytes(): Uint8Array<ArrayBuffer>;
  /** Starts it in the boot model: where its app was loaded from, and what it calls itself. */
  boot(): { readonly offset: number | undefined; readonly version: string | undefined };
}

export async function flashFile(old: Uint8Array, { rollback = false } = {}): Promise<FlashFile> {
  const folder = temporaryFolder();
  const path = join(folder, 'flash.bin');
  const { efuse } = await seed({ size: 'tiny' });
  const flash = composeFlash(0x400000, twoSlotParts('ESP32', old));
  flash.fill(0xff, 0x1000, 0x8000).set(bootloader(rollback), 0x1000);
  writeFileSync(path, flash);
  writeFileSync(join(folder, 'key.pem'), publicKey.export({ type: 'spki', format: 'pem' }));
  const builds = ['--build', '5', '--build-of', '2.0.0=6', '--build-of', '1.4.2=5'];
  const bytes = () => new Uint8Array(readFileSync(path));
  return {
    path,
    args: [
      '--flash',
      path,
      '--key',
      join(folder, 'key.pem'),
      ...builds,
      '--restart-ms',
      '50',
      ...(rollback ? ['--rollback'] : []),
    ],
    bytes,
    boot: () => {
      const chip = new FlashChip(bytes(), instantTiming);
      const run = boot({
        chip: 'ESP32',
        flash: chip,
        efuse: new EfuseBlock('ESP32', efuse),
        faults: { brownOutAtBoot: false },
      });
      writeFileSync(path, chip.bytes);
      const [first] = parseBootLog(run.output.map(({ text }) => text).join('')).boots;
      return { offset: first?.loadedOffset, version: first?.app?.version };
    },
  };
}

function bootloader(rollback: boolean): Uint8Array {
  return buildBootloader({
    chip: 'ESP32',
    idfVersion: 'v4.4.8',
    compileTime: '10:20:30',
    hasDescriptor: false,
    flashSize: 0x400000,
    namesChip: true,
    options: { rollback, antiRollback: false },
  });
}

export type ManifestShape = MessageInitShape<typeof ManifestSchema>;

/** What the release key signs for an image of version 2.0.0, build 6; `changes` go on top. */
export function manifestOf(image: Uint8Array, changes: ManifestShape = {}): Uint8Array {
  return toBinary(
    ManifestSchema,
    create(ManifestSchema, {
      format: 1,
      product: 'seed-radio',
      project: 'seed-radio',
      version: '2.0.0',
      build: 6,
      imageSize: image.length,
      imageSha256: sha256(image),
      ...changes,
    }),
  );
}

/** `begin` with a signature over the manifest by the tests' key, or another. */
export function beginWith(
  manifest: Uint8Array,
  key: KeyObject = privateKey,
  changes: MessageInitShape<typeof BeginSchema> = {},
): Begin {
  const message = Buffer.concat([Buffer.from('rcv-manifest-v1\0'), manifest]);
  const signature = sign('sha256', message, { key, dsaEncoding: 'ieee-p1363' });
  return create(BeginSchema, { manifest, signature, keyId: keyId(), ...changes });
}

/** First 8 bytes of SHA-256 of the tests' public key. */
export function keyId(): Uint8Array {
  return sha256(publicKey.export({ type: 'spki', format: 'der' })).subarray(0, 8);
}
