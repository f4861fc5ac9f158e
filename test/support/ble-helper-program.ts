import { createNobleCentral } from '../../electron/adapters/ble/noble-central.ts';
import { ipcLane } from '../../electron/host/ble/ipc-lane.ts';
import { serveCentral } from '../../electron/host/ble/serve-central.ts';
import { ScriptedController } from './scripted-controller.ts';
import { gattScript, servedValue } from './scripted-gatt.ts';

/** A process that speaks Bluetooth as the product's does, but over a scripted controller. A write of `crash` ends it. */
const unit = new ScriptedController({
  att: gattScript({
    10: servedValue(Buffer.alloc(300, 9), 500),
    18: (request) => {
      const text = request.subarray(3).toString();
      if (text === 'crash') process.abort();
      return text === 'silence' ? undefined : Buffer.from([0x13]);
    },
  }),
});
serveCentral(
  ipcLane(process),
  ({ backend }) => createNobleCentral({ backend, hciSocket: unit.socket }),
  () => process.exit(0),
);
