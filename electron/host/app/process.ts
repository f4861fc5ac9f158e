import { systemLocale } from '../locale-texts.ts';
import { openWorkspace } from '../workspace.ts';
import { createDeviceHost } from './device-host.ts';
import { createHelperBroker } from './helper-broker.ts';
import { serveMain } from './serve-main.ts';
import { trainingWords } from './training-words.ts';

/** The device host as a process of its own: main forks it with the app's version and what was asked for on its command line. */
async function run(): Promise<void> {
  const parent = process.parentPort;
  const [version = '', ...words] = process.argv.slice(2);
  const workspace = openWorkspace(process.env);
  const host = await createDeviceHost({ workspace, version, locale: systemLocale(), ...trainingWords(words) });
  serveMain(
    parent,
    host,
    () => process.exit(0),
    createHelperBroker((message) => parent.postMessage(message)),
  );
}

void run();
