import { kill } from 'node:process';
import { expect, it } from 'vitest';
import { describeInElectron } from '../../support/electron-runtime/describe-electron.ts';
import { Screen } from '../../support/screen.ts';
import { appUnderTest, standInParts } from './stand-in/app-under-test.ts';
import { pageLane } from './stand-in/page-lane.ts';

const parts = {
  ...standInParts,
  host: 'electron/host/app/process.ts',
  helpers: { 'ble-helper': 'electron/host/ble/ble-process.ts' },
  builtIns: true,
};

/** What a machine without Bluetooth says, to whoever is not root. */
const answers = ['no-adapter', 'unauthorized'];

await describeInElectron('Bluetooth in Electron, with the helper that ships', (runtime) => {
  const running = appUnderTest(runtime, parts);
  let screen: Screen | undefined;

  async function atThePage(): Promise<Screen> {
    if (screen !== undefined) return screen;
    const lane = await pageLane(running().page);
    screen = new Screen(lane);
    lane.post({ type: 'resync' });
    await screen.until(() => true);
    return screen;
  }

  /** Looks for units; gives what the radio is then, once that is other than `before`. */
  async function looked(before?: string): Promise<string> {
    const page = await atThePage();
    const told = () => page.state?.radio['']?.state ?? '';
    await page.request('nearby.scan', { on: true });
    await page.until(() => !['', 'scanning', before].includes(told()));
    return told();
  }

  /** Ids of the helpers that run, which main forked. */
  function helpers(): Promise<number[]> {
    return running().app.evaluate(({ app }) =>
      app
        .getAppMetrics()
        .flatMap(({ pid, name, serviceName }) => (/ ble$/.test(name ?? serviceName ?? '') ? [pid] : [])),
    );
  }

  it('is asked for in a process of its own, and missing here is a state and no fault', async () => {
    expect(await helpers()).toEqual([]);
    expect(answers).toContain(await looked());
    expect(await helpers()).toHaveLength(1);
  });

  it('is told as stopped when its process dies, and works again at the next use', async () => {
    const page = await atThePage();
    const [helper = 0] = await helpers();
    kill(helper, 'SIGSTOP');
    await page.request('nearby.scan', { on: true });
    await page.until(({ radio }) => radio['']?.state === 'scanning');
    kill(helper, 'SIGKILL');
    await page.until(({ radio }) => radio['']?.state === 'stopped');
    expect(page.state?.radio['']?.error?.code).toBe('ble.stopped');
    expect(answers).toContain(await looked('stopped'));
    const again = await helpers();
    expect(again).toHaveLength(1);
    expect(again).not.toContain(helper);
  });

  it('is reached another way after a person chose one', async () => {
    const page = await atThePage();
    const before = await helpers();
    await page.request('settings.change', { bleBackend: 'noble' });
    await page.request('nearby.scan', { on: true });
    await expect.poll(async () => (await helpers()).filter((pid) => !before.includes(pid))).toHaveLength(1);
    await expect.poll(async () => (await helpers()).filter((pid) => before.includes(pid))).toEqual([]);
    await page.until(({ radio }) => answers.includes(radio['']?.state ?? ''));
  });
});
