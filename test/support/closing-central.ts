import { createNobleCentral } from '../../electron/adapters/ble/noble-central.ts';
import { ScriptedController } from './scripted-controller.ts';
import { gattScript } from './scripted-gatt.ts';

/** A program that uses a central and closes it: it must end by itself, although the library's timer never does. */
const backend = process.argv[2] === 'stoprocent' ? 'stoprocent' : 'noble';
const controller = new ScriptedController({ att: gattScript({}) });
const central = createNobleCentral({ backend, hciSocket: controller.socket });
const state = await central.state();
if (process.argv[3] !== 'open') await central.close();
process.stdout.write(state);
