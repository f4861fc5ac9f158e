import { opcodes } from '../loader.ts';
import { offsetOf, twoSlotTable } from '../units/seed-layout.ts';
import { seedWithMac } from './product-units.ts';
import { recovered, type TrainingUnit, trainingUnit } from './training-unit.ts';

/** The seed unit of a lesson about cable, port or supply. */
function seedNamed(id: string, mac: string): Pick<TrainingUnit, 'id' | 'make'> {
  return { id, make: (options) => seedWithMac(id, mac, options) };
}

/** Blocks of the new firmware that still arrive before the cable comes out; a tiny image has one block. */
const blocksBeforePull = { tiny: 0, real: 20 } as const;

/** Lessons on cable, driver, port, button and supply: the unit itself is the seed unit each time. */
export const lineUnits: readonly TrainingUnit[] = [
  trainingUnit({
    ...seedNamed('wrong-cable', '246f287a0021'),
    listing: 'no-usb',
    ending: { kind: 'stopped', code: 'port.not-found' },
  }),
  trainingUnit({
    ...seedNamed('no-driver', '246f287a0022'),
    listing: 'no-driver',
    ending: { kind: 'stopped', code: 'port.no-driver' },
  }),
  trainingUnit({
    ...seedNamed('no-permission', '246f287a0023'),
    listing: 'no-permission',
    ending: { kind: 'stopped', code: 'port.no-permission' },
  }),
  trainingUnit({
    ...seedNamed('port-busy', '246f287a0024'),
    listing: 'busy:Serial Monitor',
    ending: { kind: 'stopped', code: 'port.busy' },
  }),
  trainingUnit({
    ...seedNamed('wrong-strap', '246f287a0025'),
    wiring: 'reset-only',
    ending: { kind: 'stopped', code: 'loader.wrong-boot-mode' },
    help: { by: 'hold-button', ending: recovered },
  }),
  trainingUnit({
    ...seedNamed('noisy-line', '246f287a0026'),
    wiring: 'reset-only',
    // A crystal of 26 MHz where the ROM reckons with 40: 115200 * 26 / 40 (FORMATS §10.7).
    consoleBaudRate: 74_880,
    ending: { kind: 'stopped', code: 'loader.no-sync' },
    help: { by: 'hold-button', ending: { kind: 'ran', outcome: 'boot-not-seen', code: 'engine.boot-not-seen' } },
  }),
  trainingUnit({
    ...seedNamed('brown-out', '246f287a0027'),
    arm: ({ faults }) => {
      faults.brownOutAtBoot = true;
    },
    ending: { kind: 'ran', outcome: 'boot-failed', code: 'engine.boot-failed' },
  }),
  trainingUnit({
    ...seedNamed('cable-pulled', '246f287a0028'),
    arm: ({ faults }, size) => faults.pullAt(opcodes.deflateData, blocksBeforePull[size]),
    ending: { kind: 'ran', outcome: 'failed', code: 'port.not-found' },
    help: { by: 'plug-again', ending: recovered },
  }),
  trainingUnit({
    ...seedNamed('worn-flash', '246f287a0029'),
    arm: ({ flash }) => flash.wearOut(offsetOf(twoSlotTable, 'ota_1') + 0x1234, 0xff),
    ending: { kind: 'ran', outcome: 'failed', code: 'loader.digest-mismatch' },
  }),
  trainingUnit({
    ...seedNamed('slow-adapter', '246f287a002a'),
    arm: ({ faults }) => {
      faults.cleanBaudRate = 230_400;
    },
    ending: recovered,
  }),
];
