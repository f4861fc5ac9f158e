import { type FirmwareStyle, firmwareStyles } from '../provisioning/firmware-style.ts';
import { ProtocommDevice } from '../provisioning/protocomm-device.ts';
import {
  bluetoothAddress,
  type RadioHardware,
  radioRecoveryUnit,
  stationEndpoints,
  trainingAir,
} from './radio-firmware.ts';
import type { RadioUnit } from './radio-unit.ts';

/** What tells one lesson from the next. */
interface RadioLesson {
  readonly id: string;
  readonly link: RadioUnit['link'];
  readonly chip: RadioUnit['chip'];
  readonly mac: string;
  readonly style: FirmwareStyle;
  readonly security: RadioHardware['security'];
  readonly rssi: number;
  readonly isOnline?: boolean;
}

const usualPop = 'abcd1234';
const usualName = 'wifiprov';

function radioUnit({ isOnline = true, mac, security, ...lesson }: RadioLesson): RadioUnit {
  const unit = { ...lesson, credentials: { pop: usualPop, username: usualName } };
  return {
    ...described(unit, mac),
    hasRecovery: true,
    make: async (options) =>
      radioRecoveryUnit({ unit, mac, security, network: isOnline ? trainingAir[0] : undefined }, options),
  };
}

/** Firmware of ESP-IDF v3.2 that can be given another network, and nothing else. */
function oldUnit({ mac, security, ...lesson }: RadioLesson): RadioUnit {
  const { style } = lesson;
  return {
    ...described({ ...lesson, credentials: { pop: usualPop, username: usualName } }, mac),
    hasRecovery: false,
    make: async ({ random }) =>
      new ProtocommDevice({
        ...{ security, style, random },
        pop: usualPop,
        endpoints: stationEndpoints(style, trainingAir[0]),
      }),
  };
}

function described<Lesson extends { readonly id: string }>(lesson: Lesson, mac: string) {
  return {
    ...lesson,
    title: `training:radio.${lesson.id}.title`,
    lesson: `training:radio.${lesson.id}.lesson`,
    name: `PROV_${mac.slice(6).toUpperCase()}`,
    address: bluetoothAddress(mac),
  };
}

const { 'v3.2': v32, 'v4.4': v44, 'v5.1': v51, current } = firmwareStyles;

/** Every lesson on a unit without a cable, in the order in which to show them: the usual one first. */
export const radioUnits: readonly RadioUnit[] = [
  radioUnit({
    id: 'ble-seed',
    link: 'ble',
    chip: 'ESP32',
    mac: '246f287b0001',
    style: current,
    security: 2,
    rssi: -48,
  }),
  radioUnit({
    ...{ id: 'ble-seed-c3', link: 'ble', chip: 'ESP32-C3', mac: '7cdfa17b0002' },
    ...{ style: v44, security: 1, rssi: -63 },
  }),
  radioUnit({
    ...{ id: 'softap-seed', link: 'softap', chip: 'ESP32', mac: '246f287b0003' },
    ...{ style: v51, security: 1, rssi: -40 },
  }),
  oldUnit({ id: 'ble-old', link: 'ble', chip: 'ESP32', mac: '246f287b0004', style: v32, security: 1, rssi: -70 }),
  radioUnit({
    ...{ id: 'ble-no-network', link: 'ble', chip: 'ESP32', mac: '246f287b0005' },
    ...{ style: v51, security: 2, rssi: -57, isOnline: false },
  }),
];

/** The lesson of an id; undefined where there is none. */
export function findRadioUnit(id: string): RadioUnit | undefined {
  return radioUnits.find((unit) => unit.id === id);
}
