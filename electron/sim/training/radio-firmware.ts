import { decodeHex, encodeHex } from '../../core/bytes/hex.ts';
import { chips } from '../../core/chips/catalogue.ts';
import type { ChipFamily } from '../../core/chips/chip.ts';
import { plainEfuse } from '../efuse-block.ts';
import { type AppSize, buildApp } from '../firmware/app.ts';
import { buildBootloader } from '../firmware/bootloader.ts';
import { syntheticPki } from '../firmware/pki.ts';
import type { FirmwareStyle } from '../provisioning/firmware-style.ts';
import type { ProductSettings } from '../provisioning/recovery/info-server.ts';
import { RecoveryUnit } from '../provisioning/recovery/recovery-unit.ts';
import { type AirNetwork, WifiStation } from '../provisioning/wifi/wifi-station.ts';
import { flashSize, twoSlotParts } from '../units/seed.ts';
import { dataExpectations, oldLines, productTexts, seedProject, tlsTexts } from '../units/seed-firmware.ts';
import { composeFlash, type FlashPart } from '../units/sim-unit.ts';
import { demoProduct } from './demo-release.ts';
import type { RadioUnit, RadioUnitOptions } from './radio-unit.ts';

/** Version and build of the firmware that has endpoints for recovery, but still the old root alone. */
export const radioVersion = '1.9.0';
const radioBuild = 19;
const radioIdfVersion = 'v4.4.8';

/** The seed product's firmware with endpoints for recovery: stranded, because its server has moved on. */
export function radioApp(chip: ChipFamily, size: AppSize): Uint8Array<ArrayBuffer> {
  return buildApp({
    chip,
    descriptor: { version: radioVersion, projectName: seedProject, idfVersion: radioIdfVersion },
    texts: [...productTexts(radioVersion), ...tlsTexts],
    certificates: [syntheticPki().oldRoot],
    behaviour: { ...dataExpectations, lines: oldLines(chip === 'ESP32'), confirms: true },
    size,
    seed: chip === 'ESP32' ? 0x5eed21 : 0x5eed22,
  });
}

/** A bootloader of the same age, which takes the old firmware again where the new one does not confirm itself. */
function radioParts(chip: ChipFamily, size: AppSize): FlashPart[] {
  const bytes = buildBootloader({
    chip,
    idfVersion: radioIdfVersion,
    compileTime: '10:20:30',
    hasDescriptor: false,
    flashSize,
    namesChip: chip !== 'ESP32',
    options: { rollback: true, antiRollback: false },
  });
  const [, ...others] = twoSlotParts(chip, radioApp(chip, size));
  return [{ offset: chips[chip].bootloaderOffset, bytes }, ...others];
}

/** Networks around the training units. */
export const trainingAir: readonly AirNetwork[] = [
  { ssid: text('Workshop'), bssid: decodeHex('02aabbcc0001'), channel: 6, rssi: -52, passphrase: 'training only' },
  { ssid: text('Guests'), bssid: decodeHex('02aabbcc0002'), channel: 11, rssi: -74, passphrase: undefined },
];

/** What a unit of a lesson is made of. */
export interface RadioHardware {
  readonly unit: Pick<RadioUnit, 'id' | 'chip' | 'style' | 'credentials' | 'link'>;
  readonly mac: string;
  readonly security: 1 | 2;
  /** The network that it is in; undefined where it has none. */
  readonly network: AirNetwork | undefined;
}

/** A unit that runs this firmware in a table with two slots. */
export function radioRecoveryUnit(hardware: RadioHardware, options: RadioUnitOptions): RecoveryUnit {
  const { unit, mac, security, network } = hardware;
  const { chip, id, style, credentials, link } = unit;
  const { size, manifestKeys, random, pace, now } = options;
  return new RecoveryUnit({
    unit: {
      name: id,
      description: '',
      chip,
      flash: composeFlash(flashSize, radioParts(chip, size)),
      efuse: plainEfuse(chip, decodeHex(mac)),
    },
    ...{ security, style, manifestKeys, random, now },
    product: demoProduct.id,
    build: radioBuild,
    pop: credentials.pop,
    username: credentials.username,
    settings: link === 'softap' ? networkSettings : attributeSettings[style.attributeLimit],
    otherEndpoints: stationEndpoints(style, network),
    timing: pace,
  });
}

/** Largest chunk and answer of a unit, by what a characteristic of it holds (PROTOCOLS §4.4). */
const attributeSettings: Readonly<Record<FirmwareStyle['attributeLimit'], Partial<ProductSettings>>> = {
  257: { maxData: 224, maxMessage: 240 },
  481: { maxData: 432, maxMessage: 465 },
  512: { maxData: 464, maxMessage: 496 },
};
const networkSettings: Partial<ProductSettings> = { maxData: 4032, maxMessage: 4000 };

/** Endpoints of the provisioning manager that a generation has (PROTOCOLS §1.2). */
export function stationEndpoints({ protoVer }: Pick<FirmwareStyle, 'protoVer'>, network: AirNetwork | undefined) {
  const names = { text: ['prov-config'], unstated: ['prov-scan', 'prov-config'], full: undefined }[protoVer];
  const all = new WifiStation(trainingAir, network).endpoints();
  return new Map([...all].filter(([name]) => names === undefined || names.includes(name)));
}

/** The Bluetooth address of an ESP32 whose MAC this is. */
export function bluetoothAddress(mac: string): string {
  const bytes = decodeHex(mac);
  bytes[5] = ((bytes[5] ?? 0) + 2) & 0xff;
  return (encodeHex(bytes).match(/../g) ?? []).join(':');
}

function text(value: string): Uint8Array {
  return new TextEncoder().encode(value);
}
