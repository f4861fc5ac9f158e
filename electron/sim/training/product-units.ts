import { decodeHex } from '../../core/bytes/hex.ts';
import { encodeOtadataRecord } from '../../core/formats/otadata.ts';
import type { PartitionEntry } from '../../core/formats/partition-table.ts';
import { appSubtype, dataSubtype } from '../../core/formats/partition-table.ts';
import { buildBootloader } from '../firmware/bootloader.ts';
import { encodeEsp32Efuse } from '../units/efuse-images.ts';
import { flashSize, seed, seedC3, seedFactoryOnly, twoSlotParts } from '../units/seed.ts';
import { appEntry, dataEntry, offsetOf, seedNvs, tablePart } from '../units/seed-layout.ts';
import { composeFlash } from '../units/sim-unit.ts';
import { arduinoApp, crashingApp, lampApp } from './firmware.ts';
import { recovered, type TrainingUnit, trainingUnit } from './training-unit.ts';

/** Lessons on what a unit runs: the typical case, its relatives, and what no release is for. */
export const productUnits: readonly TrainingUnit[] = [
  trainingUnit({ id: 'seed', make: seed, ending: recovered }),
  trainingUnit({
    id: 'seed-factory-only',
    make: seedFactoryOnly,
    ending: { kind: 'unconfirmed' },
    help: { by: 'confirm', ending: { kind: 'ran', outcome: 'boots-cable-only' } },
  }),
  trainingUnit({ id: 'seed-c3', chip: 'ESP32-C3', wiring: 'usb-jtag', make: seedC3, ending: recovered }),
  trainingUnit({
    id: 'arduino',
    ending: recovered,
    make: async ({ size }) => ({
      name: 'arduino',
      description: 'ESP32 with Arduino core 2.0: the partition table of its sketches, one old root',
      chip: 'ESP32',
      flash: composeFlash(flashSize, arduinoParts(arduinoApp(size))),
      efuse: encodeEsp32Efuse(decodeHex('246f287a0001'), 3),
    }),
  }),
  trainingUnit({
    id: 'boot-loop',
    ending: recovered,
    make: async ({ size }) => ({
      name: 'boot-loop',
      description: 'ESP32 whose firmware panics on every start',
      chip: 'ESP32',
      flash: composeFlash(flashSize, twoSlotParts('ESP32', crashingApp(size))),
      efuse: encodeEsp32Efuse(decodeHex('246f287a0002'), 1),
    }),
  }),
  trainingUnit({
    id: 'nvs-newer',
    release: 'older',
    ending: { kind: 'refused', codes: ['plan.nvs-format-older', 'plan.wear-levelling-older'] },
    make: (options) => seedWithMac('nvs-newer', '246f287a0003', options),
  }),
  trainingUnit({
    id: 'unknown-product',
    ending: { kind: 'refused', codes: ['plan.unknown-product'] },
    make: async ({ size }) => ({
      name: 'unknown-product',
      description: 'ESP32 with the firmware of another product',
      chip: 'ESP32',
      flash: composeFlash(flashSize, twoSlotParts('ESP32', lampApp(size))),
      efuse: encodeEsp32Efuse(decodeHex('246f287a0004'), 1),
    }),
  }),
];

/** The seed unit once more, as another one of the series. */
export async function seedWithMac(name: string, mac: string, options: Parameters<typeof seed>[0]) {
  return { ...(await seed(options)), name, efuse: encodeEsp32Efuse(decodeHex(mac), 1) };
}

const spiffs = 0x82;

/** `default.csv` of the Arduino core (FORMATS §1.5): otadata at 0xE000, no factory app. */
const arduinoTable: readonly PartitionEntry[] = [
  dataEntry('nvs', dataSubtype.nvs, 0x9000, 0x5000),
  dataEntry('otadata', dataSubtype.ota, 0xe000, 0x2000),
  appEntry('app0', appSubtype.ota0, 0x10000, 0x140000),
  appEntry('app1', appSubtype.ota0 + 1, 0x150000, 0x140000),
  dataEntry('spiffs', spiffs, 0x290000, 0x160000),
  dataEntry('coredump', dataSubtype.coredump, 0x3f0000, 0x10000),
];

function arduinoParts(app: Uint8Array) {
  const bootloader = buildBootloader({
    chip: 'ESP32',
    idfVersion: 'v4.4.5',
    compileTime: '10:20:30',
    hasDescriptor: false,
    flashSize,
    namesChip: true,
    options: { rollback: false, antiRollback: false },
  });
  return [
    { offset: 0x1000, bytes: bootloader },
    tablePart(arduinoTable),
    { offset: offsetOf(arduinoTable, 'nvs'), bytes: seedNvs({ formatVersion: 2, size: 0x5000 }) },
    { offset: offsetOf(arduinoTable, 'otadata'), bytes: encodeOtadataRecord(1, 'undefined') },
    { offset: offsetOf(arduinoTable, 'app0'), bytes: app },
  ];
}
