import { expect, it } from 'vitest';
import { describeInElectron } from '../../support/electron-runtime/describe-electron.ts';
import { appUnderTest } from './stand-in/app-under-test.ts';

const parts = { host: 'electron/host/app/process.ts', page: 'renderer', builtIns: true };

await describeInElectron('the page that ships, in Electron', (runtime) => {
  const running = appUnderTest(runtime, parts, ['--sim=seed', '--fast']);

  it('starts anew without an error or a violation of its policy, and shows its areas', async () => {
    const { page } = running();
    const wrong: string[] = [];
    page.on('pageerror', (error) => wrong.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error' || /content security policy/i.test(message.text())) wrong.push(message.text());
    });
    await page.reload();
    const areas = page.getByRole('navigation').getByRole('link');
    await areas.first().waitFor();
    expect(await areas.count()).toBeGreaterThan(3);
    for (let index = 0; index < (await areas.count()); index += 1) {
      await areas.nth(index).click();
      await page.waitForTimeout(200);
    }
    expect(page.url()).toMatch(/^app:\/\/unstrand\//);
    expect(wrong).toEqual([]);
  });
});
