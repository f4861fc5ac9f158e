import { createHelperBroker } from '../../../../electron/host/app/helper-broker.ts';
import { serveMain } from '../../../../electron/host/app/serve-main.ts';
import { standInHost } from './host.ts';

const parent = process.parentPort;
const helpers = createHelperBroker((message) => parent.postMessage(message));
serveMain(parent, standInHost(helpers), () => process.exit(0), helpers);
