import { it } from 'vitest';
import { describeInElectron } from '../../support/electron-runtime/describe-electron.ts';
import { recoverOverBluetooth } from '../browser/recover-over-bluetooth.ts';
import { appUnderTest } from './stand-in/app-under-test.ts';

const parts = { host: 'electron/host/app/process.ts', page: 'renderer', builtIns: true };

await describeInElectron('a unit without a cable, in Electron', (runtime) => {
  const running = appUnderTest(runtime, parts, ['--sim=', '--fast']);

  it('is recovered over Bluetooth by a customer, through the code of its label', async () => {
    await recoverOverBluetooth(running().page, async () => {});
  });
});
