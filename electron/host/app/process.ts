import { systemRadio } from '../channel/system-radio.ts';
import { systemLocale } from '../locale-texts.ts';
import { openWorkspace } from '../workspace.ts';
import { createDeviceHost } from './device-host.ts';
import { createHelperBroker } from './helper-broker.ts';
import { serveMain } from './serve-main.ts';
import { trainingWords } from './training-words.ts';

/**
 * The device host as a process of its own: main forks it with the app's version, `--packaged` where the app is, and what was
 * asked for on its command line.
 */
async function run(): Promise<void> {
  const parent = process.parentPort;
  const [version = '', ...words] = process.argv.slice(2);
  const workspace = openWorkspace(process.env);
  const helpers = createHelperBroker((message) => parent.postMessage(message));
  const host = await createDeviceHost({
    workspace,
    version,
    locale: systemLocale(),
    radio: (backend) =>
      systemRadio({
        start: (onEnd) => helpers.fork('ble', onEnd),
        backend,
        isPackaged: words.includes('--packaged'),
      }),
    ...trainingWords(words),
  });
  serveMain(parent, host, () => process.exit(0), helpers);
}

void run();
