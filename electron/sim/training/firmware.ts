import type { ChipFamily } from '../../core/chips/chip.ts';
import { type AppSize, buildApp, type DescriptorContent } from '../firmware/app.ts';
import type { AppBehaviour } from '../firmware/behaviour.ts';
import { syntheticPki, updateHost } from '../firmware/pki.ts';
import { dataExpectations, oldLines, oldVersion, productTexts, seedProject, tlsTexts } from '../units/seed-firmware.ts';

/** What distinguishes a training firmware from the seed unit's. */
interface Difference {
  readonly chip: ChipFamily;
  readonly seed: number;
  readonly descriptor?: DescriptorContent;
  readonly texts?: readonly string[];
  readonly behaviour?: Partial<AppBehaviour>;
}

function build({ chip, seed, descriptor, texts, behaviour }: Difference, size: AppSize): Uint8Array<ArrayBuffer> {
  return buildApp({
    chip,
    ...(descriptor && { descriptor }),
    texts: [...(texts ?? productTexts(oldVersion)), ...tlsTexts],
    certificates: [syntheticPki().oldRoot],
    behaviour: { ...dataExpectations, lines: oldLines(chip === 'ESP32'), ...behaviour },
    size,
    seed,
  });
}

/** What careless firmware carries and prints, as much of it does: nothing that is written about the unit may hold it. */
export const carelessSecrets = {
  /** The one in the unit's NVS. */
  wifiPassword: 'correct horse battery',
  urlPassword: 'latch-7-candle',
  urlKey: 'k3y-9f27d1c4',
} as const;

const carelessUrl = `https://radio:${carelessSecrets.urlPassword}@${updateHost}/radio/esp32/latest.bin?key=${carelessSecrets.urlKey}`;

const carelessLines: AppBehaviour['lines'] = [
  { afterMs: 60, level: 'I', tag: 'RADIO', text: `joining Home Network with password ${carelessSecrets.wifiPassword}` },
  { afterMs: 61, level: 'I', tag: 'RADIO', text: `wifi psk=${carelessSecrets.wifiPassword}` },
  { afterMs: 62, level: 'I', tag: 'OTA', text: `GET ${carelessUrl}` },
];

/** The product as a sketch of Arduino core 2.0: its descriptor is the library builder's, not the sketch's (FORMATS §3.3). */
export function arduinoApp(size: AppSize): Uint8Array<ArrayBuffer> {
  const descriptor = {
    version: 'esp-idf: v4.4.5 ac5d805d0e',
    projectName: 'arduino-lib-builder',
    idfVersion: 'v4.4.5',
    date: 'Jun 21 2023',
  };
  const texts = [...productTexts(oldVersion), carelessUrl];
  const behaviour = { lines: [...carelessLines, ...oldLines(true)] };
  return build({ chip: 'ESP32', seed: 0x7a01, descriptor, texts, behaviour }, size);
}

/** A build that panics as soon as it starts, whatever bootloader loads it. */
export function crashingApp(size: AppSize): Uint8Array<ArrayBuffer> {
  return build({ chip: 'ESP32', seed: 0x7a11, behaviour: { crashesUnder: ['v'] } }, size);
}

/** A build of secure version 3, for a unit whose fuses demand it (FORMATS §4.3). */
export function secureVersionApp(size: AppSize): Uint8Array<ArrayBuffer> {
  const descriptor = { version: oldVersion, projectName: seedProject, idfVersion: 'v4.3.7', secureVersion: 3 };
  return build({ chip: 'ESP32-C3', seed: 0x7a21, descriptor }, size);
}

/** Firmware of somebody else's product. */
export function lampApp(size: AppSize): Uint8Array<ArrayBuffer> {
  const texts = ['Kitchen Lamp', 'lamp firmware 3.1', carelessUrl];
  const behaviour = { lines: [...carelessLines, ...oldLines(true)] };
  return build({ chip: 'ESP32', seed: 0x7a31, texts, behaviour }, size);
}

/** A release of the product from before: ESP-IDF v3.1, which writes NVS format 1 and wear levelling 1 (FORMATS §5.1, §6.3). */
export function olderApp(size: AppSize): Uint8Array<ArrayBuffer> {
  const behaviour = { nvs: { formatVersion: 1, encrypted: false }, wearLevelling: 1 } as const;
  return build({ chip: 'ESP32', seed: 0x7a41, texts: productTexts(olderVersion), behaviour }, size);
}

export const olderVersion = '1.1.0';
