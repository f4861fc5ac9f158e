import { encodeHex } from '../bytes/hex.ts';
import type { ChipFamily } from './chip.ts';
import { type EfuseField, type EfuseWords, efuseField } from './efuse-words.ts';
import { c3Fields } from './esp32-c3-efuse.ts';
import { esp32Fields } from './esp32-efuse.ts';

/** What eFuses say of the chip itself; undefined = refused, or a value that names nothing. */
export interface ChipIdentity {
  /** Factory MAC, `24:6f:28:aa:bb:01`. */
  readonly mac: string | undefined;
  /** Wafer revision as `major * 100 + minor`. */
  readonly revision: number | undefined;
  /** Package and what is in it, in Espressif's words. */
  readonly features: readonly string[];
}

const readers: Readonly<Record<ChipFamily, (words: EfuseWords) => ChipIdentity>> = {
  ESP32: (words) => ({
    mac: macOf(words, esp32Fields.macLow, esp32Fields.macHigh),
    revision: esp32Revision(words),
    features: esp32Features(words),
  }),
  'ESP32-C3': (words) => ({
    mac: macOf(words, c3Fields.macLow, c3Fields.macHigh),
    revision: c3Revision(words),
    features: c3Features(words),
  }),
};

/** MAC, revision and package of a chip from its eFuse words (FORMATS §9.1, §9.2, §9.4). */
export function chipIdentity(family: ChipFamily, words: EfuseWords): ChipIdentity {
  return readers[family](words);
}

/** Undefined also for all zeros: an emulator or a chip whose eFuses were never written. */
function macOf(words: EfuseWords, lowField: EfuseField, highField: EfuseField): string | undefined {
  const low = efuseField(words, lowField);
  const high = efuseField(words, highField);
  if (low === undefined || high === undefined || (low === 0 && high === 0)) return undefined;
  const bytes = new Uint8Array(6);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, high);
  view.setUint32(2, low);
  return Array.from(bytes, (byte) => encodeHex(Uint8Array.of(byte))).join(':');
}

/** Major revisions by the three bits; the other patterns occur on no chip. */
const esp32Majors: Readonly<Record<number, number>> = { 0: 0, 1: 1, 3: 2, 7: 3 };

/** ESP32 revision as `major * 100 + minor`. */
export function esp32Revision(words: EfuseWords): number | undefined {
  const bits = [esp32Fields.revision1, esp32Fields.revision2, esp32Fields.revision4].map((f) => efuseField(words, f));
  const minor = efuseField(words, esp32Fields.revisionMinor);
  const [first, second, third] = bits;
  if (first === undefined || second === undefined || third === undefined || minor === undefined) return undefined;
  const major = esp32Majors[first | (second << 1) | (third << 2)];
  return major === undefined ? undefined : major * 100 + minor;
}

function c3Revision(words: EfuseWords): number | undefined {
  const major = efuseField(words, c3Fields.revisionMajor);
  const minorHigh = efuseField(words, c3Fields.revisionMinorHigh);
  const minorLow = efuseField(words, c3Fields.revisionMinorLow);
  if (major === undefined || minorHigh === undefined || minorLow === undefined) return undefined;
  return major * 100 + ((minorHigh << 3) | minorLow);
}

const esp32Packages: Readonly<Record<number, string>> = {
  0: 'ESP32-D0WDQ6',
  1: 'ESP32-D0WD',
  2: 'ESP32-D2WD',
  4: 'ESP32-U4WDH',
  5: 'ESP32-PICO-D4',
  6: 'ESP32-PICO-V3-02',
};
const esp32PackagesWithFlash = [2, 4, 5, 6];

function esp32Features(words: EfuseWords): string[] {
  const low = efuseField(words, esp32Fields.packageLow);
  const high = efuseField(words, esp32Fields.packageHigh);
  if (low === undefined || high === undefined) return [];
  const chipPackage = low | (high << 3);
  const has = (field: EfuseField) => efuseField(words, field) === 1;
  return [
    esp32Packages[chipPackage],
    'Wi-Fi',
    has(esp32Fields.bluetoothDisabled) ? undefined : 'BT',
    has(esp32Fields.appCpuDisabled) ? 'Single Core' : 'Dual Core',
    esp32PackagesWithFlash.includes(chipPackage) ? 'Embedded Flash' : undefined,
  ].filter((feature) => feature !== undefined);
}

const c3Flash: Readonly<Record<number, string>> = {
  1: 'Embedded Flash 4MB',
  2: 'Embedded Flash 2MB',
  3: 'Embedded Flash 1MB',
  4: 'Embedded Flash 8MB',
};

function c3Features(words: EfuseWords): string[] {
  const capacity = efuseField(words, c3Fields.flashCapacity);
  if (capacity === undefined) return [];
  return ['Wi-Fi', 'BLE', 'Single Core', c3Flash[capacity]].filter((feature) => feature !== undefined);
}
