import { it } from 'vitest';
import { describeInElectron } from '../../support/electron-runtime/describe-electron.ts';
import { moveToWifi } from '../browser/move-to-wifi.ts';
import { recoverOverBluetooth } from '../browser/recover-over-bluetooth.ts';
import { appUnderTest } from './stand-in/app-under-test.ts';

const parts = { host: 'electron/host/app/process.ts', page: 'renderer', builtIns: true };
const noPictures = async (): Promise<void> => {};

await describeInElectron('a unit without a cable, in Electron', (runtime) => {
  const running = appUnderTest(runtime, parts, ['--sim=', '--fast']);

  it('is recovered over Bluetooth by a customer, through the code of its label', async () => {
    await recoverOverBluetooth(running().page, noPictures);
  });
});

await describeInElectron('a transfer in Electron, at the speed of real links', (runtime) => {
  const running = appUnderTest(runtime, parts, ['--sim=']);

  it('is moved by a technician from Bluetooth to the Wi-Fi of the unit', async () => {
    await moveToWifi(running().page, noPictures);
  });
});
