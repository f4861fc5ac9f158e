import { it } from 'vitest';
import { describeInBrowser } from '../../support/find-browser.ts';
import { moveToWifi } from './move-to-wifi.ts';
import { recoverOverBluetooth } from './recover-over-bluetooth.ts';
import { useApp } from './served-app.ts';

describeInBrowser('units without a cable', () => {
  const apps = useApp();

  it('a customer recovers one over Bluetooth with the code of its label', async () => {
    const { page, picture } = await apps.open({ units: [] });
    await recoverOverBluetooth(page, picture);
  });

  it('a technician moves a transfer from Bluetooth to the Wi-Fi of the unit', async () => {
    const { page, picture } = await apps.open({ units: [], pace: 'paced' });
    await moveToWifi(page, picture);
  });
});
