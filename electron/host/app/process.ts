import { systemRadio } from '../channel/system-radio.ts';
import { systemLocale } from '../locale-texts.ts';
import { openWorkspace } from '../workspace.ts';
import { createDeviceHost } from './device-host.ts';
import { createHelperBroker } from './helper-broker.ts';
import { serveMain } from './serve-main.ts';
import { trainingWords } from './training-words.ts';

/** Packed into an archive, the app cannot be given rights of its own, which decides by which way it speaks Bluetooth. */
const isPackaged = import.meta.dirname.includes('app.asar');

/** The device host as a process of its own: main forks it with the app's version and what was asked for on its command line. */
async function run(): Promise<void> {
  const parent = process.parentPort;
  const [version = '', ...words] = process.argv.slice(2);
  const helpers = createHelperBroker((message) => parent.postMessage(message));
  const host = await createDeviceHost({
    workspace: openWorkspace(process.env),
    version,
    locale: systemLocale(),
    radio: (backend) => systemRadio({ start: (onEnd) => helpers.fork('ble', onEnd), backend, isPackaged }),
    ...trainingWords(words),
  });
  serveMain(parent, host, () => process.exit(0), helpers);
}

void run();
