import type { UnitEntity } from '../../../electron/contract/state.ts';

/** A unit of the seed case that was read. */
export const readyUnit: UnitEntity = {
  id: 'u1',
  target: '/dev/ttyUSB0',
  channel: 'usb',
  simulated: false,
  phase: 'ready',
  mac: '24:6f:28:aa:bb:01',
  chip: 'ESP32',
  product: 'hearth-speaker',
  version: '1.4.2',
  canResume: false,
  revision: 1,
};
