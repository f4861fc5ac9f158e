import {
  appSubtype,
  dataSubtype,
  encodePartitionTable,
  type PartitionEntry,
  partitionType,
} from '../../core/formats/partition-table.ts';
import { encodeNvs, type NvsContent, type NvsOptions } from '../firmware/nvs.ts';
import { encodeFatBootSector, encodeWearLevelling } from '../firmware/wear-levelling.ts';

export const tableOffset = 0x8000;

/** otadata, two OTA slots and a FAT volume on 4 MiB. */
export const twoSlotTable: readonly PartitionEntry[] = [
  dataEntry('nvs', dataSubtype.nvs, 0x9000, 0x4000),
  dataEntry('otadata', dataSubtype.ota, 0xd000, 0x2000),
  dataEntry('phy_init', dataSubtype.phy, 0xf000, 0x1000),
  appEntry('ota_0', appSubtype.ota0, 0x10000, 0x180000),
  appEntry('ota_1', appSubtype.ota0 + 1, 0x190000, 0x180000),
  dataEntry('storage', dataSubtype.fat, 0x310000, 0x40000),
];

/** Pattern A of ESP-ADF examples: one app, no way to update it over the air (FORMATS §3.5). */
export const factoryOnlyTable: readonly PartitionEntry[] = [
  dataEntry('nvs', dataSubtype.nvs, 0x9000, 0x6000),
  dataEntry('phy_init', dataSubtype.phy, 0xf000, 0x1000),
  appEntry('factory', appSubtype.factory, 0x10000, 0x300000),
];

/** A data partition, neither encrypted nor read-only. */
export function dataEntry(label: string, subtype: number, offset: number, size: number): PartitionEntry {
  return { label, type: partitionType.data, subtype, offset, size, encrypted: false, readonly: false };
}

/** An app partition, neither encrypted nor read-only. */
export function appEntry(label: string, subtype: number, offset: number, size: number): PartitionEntry {
  return { label, type: partitionType.app, subtype, offset, size, encrypted: false, readonly: false };
}

/** The table's part of the flash, with the MD5 record that ESP-IDF writes since v3.1. */
export function tablePart(entries: readonly PartitionEntry[]) {
  return { offset: tableOffset, bytes: encodePartitionTable(entries, { md5: true }) };
}

/** Offset of a partition of these tables. Throws RangeError for a label that the table lacks. */
export function offsetOf(entries: readonly PartitionEntry[], label: string): number {
  return entryOf(entries, label).offset;
}

function entryOf(entries: readonly PartitionEntry[], label: string): PartitionEntry {
  const entry = entries.find((candidate) => candidate.label === label);
  if (!entry) throw new RangeError(`no partition ${label}`);
  return entry;
}

/** NVS of a unit that has been in use: Wi-Fi credentials, radio calibration, and what the product stored. */
export function seedNvs(options: NvsOptions): Uint8Array<ArrayBuffer> {
  return encodeNvs({ ...wifiCredentials('Home Network', 'correct horse battery'), ...productData }, options);
}

/** The namespace of the Wi-Fi driver (FORMATS §5.5). */
export function wifiCredentials(ssid: string, password: string): NvsContent {
  const text = new TextEncoder();
  const ssidBlob = new Uint8Array(36);
  ssidBlob[0] = ssid.length;
  ssidBlob.set(text.encode(ssid), 4);
  const passwordBlob = new Uint8Array(65);
  passwordBlob.set(text.encode(password));
  return {
    'nvs.net80211': {
      opmode: { type: 'u8', value: 1 },
      'sta.ssid': { type: 'blob', value: ssidBlob },
      'sta.pswd': { type: 'blob', value: passwordBlob },
      'sta.chan': { type: 'u8', value: 6 },
    },
  };
}

const productData: NvsContent = {
  phy: {
    cal_version: { type: 'u32', value: 4007 },
    cal_data: { type: 'blob', value: new Uint8Array(1904).fill(0x5c) },
  },
  radio: {
    volume: { type: 'u8', value: 42 },
    serial: { type: 'string', value: 'SR-2019-004711' },
    station: { type: 'string', value: 'http://radio.example.com/stream/7' },
    favourites: { type: 'blob', value: new Uint8Array(300).map((_, index) => index) },
  },
};

/** A FAT volume with wear levelling for a partition of the table; `version` 1 as ESP-IDF v3.1 wrote it. */
export function fatVolumePart(entries: readonly PartitionEntry[], label: string, version: 1 | 2) {
  const { offset, size } = entryOf(entries, label);
  return { offset, bytes: encodeWearLevelling({ version, size, position: 3 }, encodeFatBootSector()) };
}
