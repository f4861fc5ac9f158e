import { dataSubtype, type PartitionEntry, partitionType } from '../formats/partition-table.ts';
import { detectWearLevelling, wearLevellingTailLength } from '../formats/wear-levelling.ts';
import { known, unknown } from './fact.ts';
import type { DataFacts } from './facts.ts';
import type { FlashReader } from './flash-reader.ts';

/** Subtypes of file systems: fat, spiffs, littlefs (FORMATS §1.5). */
const volumeSubtypes: readonly number[] = [0x81, 0x82, 0x83];
/** Subtypes whose content is fixed and never a certificate. NVS is read by `read-nvs.ts`. */
const otherPurpose: readonly number[] = [
  dataSubtype.ota,
  dataSubtype.phy,
  dataSubtype.nvs,
  dataSubtype.coredump,
  0x05, // emulated eFuses
];
const secureCertType = 0x3f;
const secureCertLabels: readonly string[] = ['esp_secure_cert', 'pre_prov'];
const firstCustomType = 0x40;

/** True for a volume whose files may hold certificates. */
export function isVolume({ type, subtype }: PartitionEntry): boolean {
  return type === partitionType.data && volumeSubtypes.includes(subtype);
}

/** True for the unit's own identity (FORMATS §7.5), unless it is kept in NVS. */
export function isSecureCert({ label, type, subtype }: PartitionEntry): boolean {
  if (type === secureCertType) return true;
  const isNvs = type === partitionType.data && subtype === dataSubtype.nvs;
  return !isNvs && type !== partitionType.app && secureCertLabels.includes(label);
}

/**
 * True for a partition whose bytes may hold certificates as they are: data of no fixed purpose, `nvs_keys` (which some
 * products use for PEM files), and custom types.
 */
export function mayHoldCertificates(partition: PartitionEntry): boolean {
  const { type, subtype } = partition;
  if (type === partitionType.data) return !isVolume(partition) && !otherPurpose.includes(subtype);
  return type >= firstCustomType;
}

function isFat({ type, subtype }: PartitionEntry): boolean {
  return type === partitionType.data && subtype === dataSubtype.fat;
}

const sectorLength = 0x1000;
/** Longest state; copies of it stand at the start of sectors. */
const stateLength = 64;

/** The wear-levelling version of each FAT volume: newer firmware converts version 1 in place and may lose data (FORMATS §6.3). */
export async function readWearLevelling(
  flash: FlashReader,
  partitions: readonly PartitionEntry[],
): Promise<DataFacts['wearLevelling']> {
  const found: DataFacts['wearLevelling'][number][] = [];
  for (const { label, offset, size } of partitions.filter(isFat)) {
    const length = Math.min(size, wearLevellingTailLength(size));
    const tail = new Uint8Array(length).fill(0xff);
    for (let at = 0; at + stateLength <= length; at += sectorLength) {
      tail.set(await flash.read(offset + size - length + at, stateLength), at);
    }
    const version = detectWearLevelling(tail, size);
    found.push({ partition: label, version: version === undefined ? unknown('not-present') : known(version) });
  }
  return found;
}

/** True for a partition that flash encryption covers: by its type, or because the table says so (FORMATS §1.5). */
export function isUnderEncryption({ type, subtype, encrypted }: PartitionEntry): boolean {
  if (encrypted || type === partitionType.app) return true;
  return type === partitionType.data && (subtype === dataSubtype.ota || subtype === dataSubtype.nvsKeys);
}
