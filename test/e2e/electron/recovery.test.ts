import { expect, it } from 'vitest';
import { describeInElectron } from '../../support/electron-runtime/describe-electron.ts';
import { Screen } from '../../support/screen.ts';
import { appUnderTest, standInParts } from './stand-in/app-under-test.ts';
import { answerDialogs, shownDialogs } from './stand-in/dialogs.ts';
import { callBridge } from './stand-in/in-page.ts';
import { pageLane } from './stand-in/page-lane.ts';

const parts = { ...standInParts, host: 'electron/host/app/process.ts', helpers: {}, builtIns: true };

await describeInElectron('a recovery in Electron, with the device host that ships', (runtime) => {
  const running = appUnderTest(runtime, parts, ['--sim=seed,seed-factory-only', '--fast']);
  let screen: Screen | undefined;

  /** The page's own lane, told everything anew so that the test knows it too. */
  async function atThePage(): Promise<Screen> {
    if (screen !== undefined) return screen;
    const lane = await pageLane(running().page);
    screen = new Screen(lane);
    lane.post({ type: 'resync' });
    await screen.until(() => true);
    return screen;
  }

  async function opened(target: string): Promise<string> {
    const page = await atThePage();
    const { unit } = await page.request('unit.open', { target });
    expect(await page.untilPhase(unit, 'ready', 'failed')).toMatchObject({ phase: 'ready', simulated: true });
    await page.request('unit.judge', { unit, server: { kind: 'none' }, dateCheck: 'unknown' });
    return unit;
  }

  async function planned(unit: string): Promise<string> {
    const page = await atThePage();
    const [release = ''] = Object.keys(page.state?.releases ?? {});
    const answer = await page.request('unit.plan', { unit, release, mode: 'technician', fullBackup: true });
    return answer.ok ? answer.plan.hash : expect.fail(JSON.stringify(answer.refusals));
  }

  it('brings back the seed unit, from open to record', async () => {
    const page = await atThePage();
    const unit = await opened('sim:seed');
    await page.request('unit.recover', { unit, planHash: await planned(unit), operator: 'Ada' });
    expect(await page.untilPhase(unit, 'finished', 'failed')).toMatchObject({
      phase: 'finished',
      unitState: 'new-boots',
      record: 1,
    });
    expect(await page.request('record.verify', {})).toEqual({ records: 1 });
  });

  it('writes nothing without a ticket, with a made-up one, or with one that was spent', async () => {
    const { app, page: window } = running();
    const page = await atThePage();
    const unit = await opened('sim:seed-factory-only');
    const planHash = await planned(unit);
    const recover = { unit, planHash, operator: 'Ada' };
    expect(await page.refusal('unit.recover', recover)).toBe('app.ticket-needed');
    expect(await page.refusal('unit.recover', { ...recover, ticket: 'made-up' })).toBe('app.ticket-refused');

    await answerDialogs(app, 1);
    const answer = JSON.stringify(await callBridge(window, 'askTicket', { planHash }));
    const ticket = /"ticket":"([\w-]+)"/.exec(answer)?.[1] ?? '';
    expect((await shownDialogs(app))[0]?.detail).toContain('one slot only');
    await page.request('unit.recover', { ...recover, ticket });
    expect(await page.untilPhase(unit, 'finished', 'failed')).toMatchObject({ phase: 'finished' });

    await page.request('unit.inspect', { unit });
    await page.untilPhase(unit, 'ready');
    await page.request('unit.judge', { unit, server: { kind: 'none' }, dateCheck: 'unknown' });
    const next = { ...recover, planHash: await planned(unit), ticket };
    expect(await page.refusal('unit.recover', next)).toBe('app.ticket-refused');
  });
});
