import { describe, expect, it } from 'vitest';
import { createHelpers } from '../../../electron/main/host/helpers.ts';
import { createLanes } from '../../../electron/main/host/lanes.ts';
import { type ScriptedProcess, scriptedProcess } from './scripted-process.ts';

function channels(): () => { port1: string; port2: string } {
  let made = 0;
  return () => {
    made += 1;
    return { port1: `host ${made}`, port2: `screen ${made}` };
  };
}

describe('lanes', () => {
  function bench(up: boolean) {
    const state = { up, toHost: [] as string[], toScreen: [] as string[], destroyed: false };
    const post = (_message: unknown, ports: readonly string[]): void => void state.toHost.push(...ports);
    const lanes = createLanes<string>({ isUp: () => state.up, post }, channels());
    const contents = {
      isDestroyed: () => state.destroyed,
      postMessage: (_channel: string, _message: unknown, ports: string[]) => void state.toScreen.push(...ports),
    };
    return { state, lanes, contents };
  }

  it('joins host and screen with the two ends of one channel, anew for every request', () => {
    const { state, lanes, contents } = bench(true);
    lanes.connect(contents);
    lanes.connect(contents);
    expect(state).toMatchObject({ toHost: ['host 1', 'host 2'], toScreen: ['screen 1', 'screen 2'] });
  });

  it('keeps a request until the host is up, and gives one port however often the screen asked', () => {
    const { state, lanes, contents } = bench(false);
    lanes.connect(contents);
    lanes.connect(contents);
    expect(state.toScreen).toEqual([]);
    lanes.hostUp();
    lanes.hostUp();
    expect(state).toMatchObject({ toHost: ['host 1'], toScreen: ['screen 1'] });
  });

  it('gives nothing to a window that is gone', () => {
    const { state, lanes, contents } = bench(false);
    lanes.connect(contents);
    state.destroyed = true;
    lanes.hostUp();
    expect(state).toMatchObject({ toHost: [], toScreen: [] });
  });
});

describe('helpers', () => {
  function bench() {
    const forked: ScriptedProcess[] = [];
    const toHost: unknown[] = [];
    const helpers = createHelpers<string>({
      fork: () => {
        const made = scriptedProcess();
        forked.push(made);
        return made;
      },
      createChannel: channels(),
      post: (message, ports) => void toHost.push([message, ports ?? []]),
    });
    return { helpers, forked, toHost };
  }

  it('runs one for each id, joined to the host, until it ends', () => {
    const { helpers, forked, toHost } = bench();
    helpers.handle({ type: 'fork-helper', id: 1, helper: 'ble' });
    helpers.handle({ type: 'fork-helper', id: 1, helper: 'ble' });
    expect(forked).toHaveLength(1);
    expect(forked[0]?.sent).toEqual([{ message: { type: 'connect' }, ports: ['host 1'] }]);
    forked[0]?.exit(3);
    expect(toHost).toEqual([
      [{ type: 'helper', id: 1 }, ['screen 1']],
      [{ type: 'helper-ended', id: 1 }, []],
    ]);
  });

  it('ends one when the host says so, and all of them with the host, without a word to the next one', () => {
    const { helpers, forked, toHost } = bench();
    helpers.handle({ type: 'fork-helper', id: 1, helper: 'ble' });
    helpers.handle({ type: 'fork-helper', id: 2, helper: 'ble' });
    helpers.handle({ type: 'end-helper', id: 1 });
    helpers.handle({ type: 'end-helper', id: 9 });
    expect(forked.map(({ killed }) => killed)).toEqual([true, false]);
    helpers.endAll();
    expect(forked.map(({ killed }) => killed)).toEqual([true, true]);
    const before = toHost.length;
    for (const helper of forked) helper.exit(0);
    expect(toHost).toHaveLength(before);
  });
});
