import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { sha256Hex } from '../../../electron/core/bytes/digest.ts';
import { descriptorOffset, parseBootloaderDescriptor } from '../../../electron/core/formats/app-descriptor.ts';
import { type AppImage, parseAppImage } from '../../../electron/core/formats/app-image.ts';
import { readBootloaderIdfVersion } from '../../../electron/core/formats/bootloader-image.ts';
import { parseNvs } from '../../../electron/core/formats/nvs.ts';
import { type OtadataRecord, parseOtadata } from '../../../electron/core/formats/otadata.ts';
import { parsePartitionTable } from '../../../electron/core/formats/partition-table.ts';
import { findPemCertificates, findPemPrivateKeys } from '../../../electron/core/formats/pem.ts';
import { findVersionStrings } from '../../../electron/core/formats/strings.ts';
import { detectWearLevelling, wearLevellingTailLength } from '../../../electron/core/formats/wear-levelling.ts';
import { describeWithShared, sharedPath } from '../../support/shared.ts';

/** What other people's tools found in the same files (corpus/MANIFEST.json). */
interface GroundTruth {
  readonly sha256: string;
  readonly image_at_0?: ImageTruth;
  readonly images_inside: readonly ImageTruth[];
  readonly partition_tables: readonly TableTruth[];
  readonly otadata?: readonly { readonly seq: number; readonly state: string; readonly crc_ok: boolean }[];
  readonly nvs?: NvsTruth;
  readonly wear_levelling?: { readonly version: number };
  readonly pem_certs: readonly { readonly offset: number; readonly der_len: number; readonly sha256: string }[];
  readonly pem_private_keys_real: readonly { readonly offset: number; readonly kind: string }[];
  readonly version_strings: Readonly<Record<string, string>>;
}

interface ImageTruth {
  readonly at: string;
  readonly chip?: string;
  readonly segments: number;
  readonly flash_mode: string;
  readonly flash_size: string;
  readonly flash_freq: string;
  readonly entry: string;
  readonly chip_id?: number;
  readonly hash_appended?: number;
  readonly segment_list: readonly { readonly load: string; readonly len: number; readonly file_off: string }[];
  readonly checksum_ok: boolean;
  readonly sha256_ok?: boolean;
  readonly validation_sha256?: string;
  readonly image_len: number;
  readonly app_desc?: DescriptorTruth;
  readonly bootloader_desc?: { readonly version: number; readonly idf_ver: string; readonly date_time: string };
  readonly secure_boot_v2_blocks?: readonly { readonly version: number; readonly crc_ok: boolean }[];
  readonly secure_boot_v1_signature?: string;
}

interface DescriptorTruth {
  readonly secure_version: number;
  readonly version: string;
  readonly project: string;
  readonly time: string;
  readonly date: string;
  readonly idf_ver: string;
  readonly elf_sha256: string;
}

interface TableTruth {
  readonly at: string;
  readonly entries: readonly {
    readonly offset: string;
    readonly size: string;
    readonly label: string;
    readonly flags: number;
  }[];
  readonly md5?: { readonly ok: boolean } | null;
}

interface NvsTruth {
  readonly pages: readonly { readonly version: string }[];
  readonly empty_pages: number;
  readonly namespaces: readonly string[];
  readonly entries: readonly {
    readonly ns: string;
    readonly key: string;
    readonly type: string;
    readonly len?: number;
    readonly value?: number;
  }[];
  readonly looks_encrypted: boolean;
}

interface CorpusEntry {
  readonly file: string;
  readonly ground_truth: GroundTruth;
}

const modes = ['QIO', 'QOUT', 'DIO', 'DOUT', 'FAST_READ', 'SLOW_READ'];

describeWithShared('corpus of third-party firmware', () => {
  const manifest = JSON.parse(readFileSync(sharedPath('corpus', 'MANIFEST.json'), 'utf8')) as {
    readonly entries: readonly CorpusEntry[];
  };
  const counts = new Map<string, number>();
  const leftOut: string[] = [];

  function same(what: string, found: unknown, truth: unknown): void {
    expect(found, what).toEqual(truth);
    counts.set(what, (counts.get(what) ?? 0) + 1);
  }

  afterAll(() => {
    const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
    const details = [...counts].map(([what, count]) => `${what} ${count}`).join(', ');
    console.log(
      `corpus: ${total} facts compared in ${manifest.entries.length} files (${details}); left out: ${leftOut.join('; ')}`,
    );
    expect(total).toBeGreaterThan(1000);
  });

  it.each(manifest.entries.map((entry) => [entry.file, entry.ground_truth] as const))('%s', (file, truth) => {
    const bytes = new Uint8Array(readFileSync(sharedPath('corpus', file)));
    same('file', sha256Hex(bytes), truth.sha256);
    for (const image of [truth.image_at_0, ...truth.images_inside]) if (image) compareImage(bytes, image, file);
    for (const table of truth.partition_tables) compareTable(bytes, table);
    if (truth.otadata) compareOtadata(bytes, truth.otadata);
    if (truth.nvs) compareNvs(bytes, truth.nvs);
    if (truth.wear_levelling) compareWearLevelling(bytes, truth.wear_levelling.version);
    comparePem(bytes, truth);
    compareVersions(bytes, truth);
  });

  function compareImage(file: Uint8Array, truth: ImageTruth, name: string): void {
    // The 8-byte header of ESP8266 images is another format.
    if (truth.chip === 'ESP8266') {
      leftOut.push(`${name} at ${truth.at} (ESP8266)`);
      return;
    }
    const bytes = file.subarray(Number(truth.at));
    const result = parseAppImage(bytes);
    if (!result.ok) throw new Error(result.problem.code);
    const image = result.value;
    compareHeader(image, truth);
    same(
      'segments',
      image.segments.map(({ loadAddress, length, fileOffset }) => [loadAddress, length, fileOffset]),
      truth.segment_list.map(({ load, len, file_off }) => [Number(load), len, Number(file_off)]),
    );
    same('checksum', image.checksumValid, truth.checksum_ok);
    same('length', image.length, truth.image_len);
    same('digest', image.digestValid, truth.sha256_ok);
    if (truth.validation_sha256 !== undefined) same('identity', image.sha256, truth.validation_sha256);
    compareDescriptors(image, bytes, truth);
    compareSignatures(image, truth);
  }

  function compareHeader({ header }: AppImage, truth: ImageTruth): void {
    same('segment count', header.segmentCount, truth.segments);
    same('mode', modes[header.flashMode], truth.flash_mode);
    same('flash size', header.flashSize && `${header.flashSize / 0x100000}MB`, truth.flash_size);
    same('frequency', header.flashFrequency, Number(truth.flash_freq));
    same('entry', header.entryAddress, Number(truth.entry));
    same('chip', header.chipId, truth.chip_id);
    same('hash appended', Number(header.hashAppended), truth.hash_appended);
  }

  function compareDescriptors({ descriptor }: AppImage, bytes: Uint8Array, truth: ImageTruth): void {
    const app = truth.app_desc && {
      secureVersion: truth.app_desc.secure_version,
      version: truth.app_desc.version,
      projectName: truth.app_desc.project,
      time: truth.app_desc.time,
      date: truth.app_desc.date,
      idfVersion: truth.app_desc.idf_ver,
      elfSha256: truth.app_desc.elf_sha256,
    };
    same('app descriptor', descriptor, app);
    const boot = truth.bootloader_desc;
    const parsed = parseBootloaderDescriptor(bytes.subarray(descriptorOffset));
    const found = parsed.ok && parsed.value;
    same(
      'bootloader descriptor',
      found,
      boot ? { version: boot.version, idfVersion: boot.idf_ver, dateTime: boot.date_time } : false,
    );
  }

  function compareSignatures({ signatures }: AppImage, truth: ImageTruth): void {
    const v2 = (truth.secure_boot_v2_blocks ?? []).map(({ version }) => (version === 2 ? 'v2-rsa' : 'v2-ecdsa'));
    const expected = truth.secure_boot_v1_signature === undefined ? v2 : ['v1'];
    same(
      'signatures',
      signatures.map(({ scheme }) => scheme),
      expected,
    );
    same(
      'signed digest',
      signatures.every(({ imageDigestValid }) => imageDigestValid !== false),
      true,
    );
  }

  function compareTable(file: Uint8Array, truth: TableTruth): void {
    const result = parsePartitionTable(file.subarray(Number(truth.at)));
    if (!result.ok) throw new Error(result.problem.code);
    same(
      'partitions',
      result.value.entries.map((entry) => [entry.label, entry.offset, entry.size, Number(entry.encrypted)]),
      truth.entries.map(({ label, offset, size, flags }) => [label, Number(offset), Number(size), flags & 1]),
    );
    same('table checksum', result.value.checksum, truth.md5 ? 'md5' : 'none');
  }

  function compareOtadata(file: Uint8Array, truth: NonNullable<GroundTruth['otadata']>): void {
    const result = parseOtadata(file);
    if (!result.ok) throw new Error(result.problem.code);
    const expected = truth.map(({ seq, crc_ok }) => (seq === 0xffffffff ? undefined : [seq, crc_ok]));
    const pair = (record: OtadataRecord | undefined) => record && [record.sequence, record.crcValid];
    same('otadata', result.value.records.map(pair), expected);
  }

  function compareNvs(file: Uint8Array, truth: NvsTruth): void {
    const result = parseNvs(file);
    if (!result.ok) throw new Error(result.problem.code);
    const nvs = result.value;
    same('nvs pages', [nvs.pages, nvs.freePages], [truth.pages.length + truth.empty_pages, truth.empty_pages]);
    same('nvs format', nvs.formatVersion, truth.pages[0]?.version === '0xfe' ? 2 : 1);
    same('nvs encrypted', nvs.encrypted, truth.looks_encrypted);
    same('nvs namespaces', nvs.namespaces, truth.namespaces);
    // Ground truth lists the pieces of a blob; here each blob is one entry.
    const listed = truth.entries.filter(({ type }) => type !== 'blob_idx');
    same(
      'nvs entries',
      nvs.entries.map(({ namespace, key }) => [namespace, key]),
      listed.map(({ ns, key }) => [ns, key]),
    );
    same(
      'nvs intact',
      nvs.entries.every(({ intact }) => intact),
      true,
    );
    for (const [index, { len, value }] of listed.entries()) {
      const found = nvs.entries[index]?.value ?? new Uint8Array();
      if (len !== undefined) same('nvs length', found.length, len);
      if (value !== undefined) same('nvs number', signedOrNot(found, value < 0), value);
    }
  }

  function signedOrNot(bytes: Uint8Array, negative: boolean): number {
    const unsigned = bytes.reduceRight((value, byte) => value * 256 + byte, 0);
    return negative ? unsigned - 2 ** (8 * bytes.length) : unsigned;
  }

  function compareWearLevelling(file: Uint8Array, version: number): void {
    const tail = file.subarray(file.length - wearLevellingTailLength(file.length));
    same('wear levelling', detectWearLevelling(tail, file.length), version);
  }

  function comparePem(file: Uint8Array, truth: GroundTruth): void {
    same(
      'certificates',
      findPemCertificates(file).map(({ offset, der }) => [offset, der.length, sha256Hex(der)]),
      truth.pem_certs.map(({ offset, der_len, sha256 }) => [offset, der_len, sha256]),
    );
    same('private keys', findPemPrivateKeys(file), truth.pem_private_keys_real);
  }

  function compareVersions(file: Uint8Array, truth: GroundTruth): void {
    const found = new Set(findVersionStrings(file).map(({ version }) => version));
    for (const version of Object.keys(truth.version_strings)) same('version string', found.has(version), true);
  }
});

describeWithShared('damaged files of the corpus', () => {
  it.each([
    'bootloader/esptool_bootloader_esp32.bin',
    'bootloader/esptool_bootloader_esp32_v5_2.bin',
    'nvs/esc_nvs.bin',
    'nvs/idf_nvs_efuse_v1.bin',
    'otadata/ewt_boot_app0.bin',
    'ptable/airu_partitions_two_ota.bin',
    'secure/esptool_bootloader_signed_v2_rsa.bin',
    'secure_cert/esc_cust_flash.bin',
  ])('%s: no parser throws, whatever bytes change and wherever it ends', (file) => {
    const whole = new Uint8Array(readFileSync(sharedPath('corpus', file)));
    const changes = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 20 });
    const end = fc.oneof(fc.constant(whole.length), fc.nat(whole.length));
    fc.assert(
      fc.property(changes, end, (edits, length) => {
        const bytes = whole.slice(0, length);
        for (const [at, value] of edits) if (at < length) bytes[at] = value;
        for (const parse of [parseAppImage, parsePartitionTable, parseOtadata, parseNvs]) parse(bytes);
        for (const find of [findPemCertificates, findPemPrivateKeys, findVersionStrings]) find(bytes);
        readBootloaderIdfVersion(bytes);
        detectWearLevelling(bytes, length);
      }),
      { numRuns: 60 },
    );
  });
});

describeWithShared('bootloaders of the corpus', () => {
  describe('give the ESP-IDF version beside their banner or in their descriptor', () => {
    it.each([
      ['bootloader/airu_bootloader_201811.bin', 'v3.2-dev-1239-g7313e39fd-dirty'],
      ['bootloader/esptool_bootloader_esp32c3.bin', 'v4.3-dev-334-g16e95d0-dirty'],
      ['bootloader/esptool_bootloader_esp32_v5_2.bin', 'v5.2-dev-254-g1950b15'],
      ['bootloader/espflash_bootloader_s3_202607.bin', 'v6.1-beta1-497-g14f663f003e'],
      ['secure/esptool_bootloader_signed_v2_rsa.bin', 'v4.2-dev-130-g6f359df58f-dirty'],
      ['bootloader/ewt_bootloader_202105.bin', undefined], // logs nothing
      ['bootloader/esptool_bootloader_esp32.bin', undefined], // older than the literal: "V0.1"
    ])('%s', (file, version) => {
      expect(readBootloaderIdfVersion(new Uint8Array(readFileSync(sharedPath('corpus', file))))).toBe(version);
    });
  });
});
