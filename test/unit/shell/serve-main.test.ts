import { MessageChannel } from 'node:worker_threads';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Lane } from '../../../electron/contract/lane.ts';
import { RecoveryError } from '../../../electron/core/errors/recovery-error.ts';
import { createHelperBroker } from '../../../electron/host/app/helper-broker.ts';
import type { ProcessPort } from '../../../electron/host/app/port-lane.ts';
import { type ServedHost, serveMain } from '../../../electron/host/app/serve-main.ts';

const planHash = 'a'.repeat(64);
/** Node's ports give the data itself; Electron's give an event. */
function asProcessPort(port: MessageChannel['port1']): ProcessPort {
  return {
    postMessage: (message) => port.postMessage(message),
    on: (event: 'message' | 'close', listener: (event: { data: unknown }) => void) =>
      event === 'message'
        ? port.on('message', (data: unknown) => listener({ data }))
        : port.on('close', () => listener({ data: undefined })),
    start: () => port.start(),
    close: () => port.close(),
  };
}

function bench() {
  const sent: unknown[] = [];
  const lanes: Lane[] = [];
  const state = { granted: '', closed: false, exited: false, tellJobs: (_running: number): void => {} };
  let hear: (event: { data: unknown; ports: readonly ProcessPort[] }) => void = () => {};
  const parent = {
    postMessage: (message: unknown) => void sent.push(message),
    on: (_event: 'message', listener: typeof hear) => {
      hear = listener;
    },
  };
  const host: ServedHost = {
    connect: (lane) => void lanes.push(lane),
    describePlan: (hash) => {
      if (hash === 'c'.repeat(64)) throw new RecoveryError('store.busy', { name: 'n' });
      return hash === planHash ? { summary: { code: 'summary.only-slot', params: {} }, confirmations: [] } : undefined;
    },
    grant: (hash, token) => {
      state.granted = `${hash} ${token}`;
    },
    onJobs: (listener) => {
      state.tellJobs = listener;
    },
    close: async () => {
      state.closed = true;
    },
  };
  const helpers = createHelperBroker(parent.postMessage);
  serveMain(parent, host, () => Object.assign(state, { exited: true }), helpers);
  const tell = (data: unknown, ports: readonly ProcessPort[] = []): void => hear({ data, ports });
  const settled = (): Promise<unknown> => new Promise((resolve) => setImmediate(resolve));
  return { sent, lanes, state, tell, settled, helpers };
}

describe('the channel between main and the device host', () => {
  it('says that it is ready, once screens can be connected', () => {
    expect(bench().sent).toEqual([{ type: 'ready' }]);
  });

  it('connects a screen over the port that came along', async () => {
    const { lanes, tell } = bench();
    const { port1, port2 } = new MessageChannel();
    onTestFinished(() => port1.close());
    tell({ type: 'connect' }, [asProcessPort(port2)]);
    const lane = lanes.at(-1);
    const heard = new Promise((resolve) => lane?.onMessage(resolve));
    const answered = new Promise((resolve) => port1.once('message', resolve));
    port1.postMessage({ type: 'resync' });
    expect(await heard).toEqual({ type: 'resync' });
    lane?.post({ hello: true });
    expect(await answered).toEqual({ hello: true });
    const closed = new Promise<void>((resolve) => lane?.onClose(resolve));
    port1.close();
    await closed;
  });

  it('describes plans, grants tickets and gives coded errors', async () => {
    const { sent, state, tell, settled } = bench();
    tell({ type: 'describe-plan', id: 1, planHash });
    tell({ type: 'describe-plan', id: 2, planHash: 'b'.repeat(64) });
    tell({ type: 'grant-ticket', id: 3, planHash, token: 't' });
    tell({ type: 'describe-plan', id: 4, planHash: 'c'.repeat(64) });
    await settled();
    expect(sent.slice(1)).toContainEqual({ type: 'reply', id: 1, ok: true, value: expect.anything() });
    expect(sent).toContainEqual({ type: 'reply', id: 2, ok: true, value: null });
    expect(sent).toContainEqual({
      type: 'reply',
      id: 4,
      ok: false,
      error: expect.objectContaining({ code: 'store.busy', params: { name: 'n' } }),
    });
    expect(sent).toContainEqual({ type: 'reply', id: 3, ok: true, value: null });
    expect(state.granted).toBe(`${planHash} t`);
  });

  it('does nothing for a message that is none', async () => {
    const { sent, lanes, state, tell, settled } = bench();
    for (const message of [
      null,
      'stop',
      { type: 'connect', more: 1 },
      { type: 'grant-ticket', id: 1, planHash: 'x', token: 't' },
    ]) {
      tell(message);
    }
    tell({ type: 'connect' });
    await settled();
    expect([sent.length, lanes.length, state.granted, state.closed]).toEqual([1, 0, '', false]);
  });

  it('closes the host before it exits', async () => {
    const { state, tell, settled } = bench();
    tell({ type: 'stop' });
    await settled();
    expect(state).toMatchObject({ closed: true, exited: true });
  });

  it('says how many units are worked on', () => {
    const { sent, state } = bench();
    for (const running of [1, 2, 0]) state.tellJobs(running);
    expect(sent.slice(1)).toEqual([1, 2, 0].map((running) => ({ type: 'jobs', running })));
  });

  it('asks main for helpers and hands them on', async () => {
    const { sent, tell, helpers } = bench();
    const { port1, port2 } = new MessageChannel();
    onTestFinished(() => port1.close());
    let ended = 0;
    const asked = helpers.fork('ble', () => {
      ended += 1;
    });
    expect(sent.at(-1)).toEqual({ type: 'fork-helper', id: 1, helper: 'ble' });
    tell({ type: 'helper', id: 1 }, [asProcessPort(port2)]);
    const helper = await asked;
    const answered = new Promise((resolve) => port1.once('message', resolve));
    helper.lane.post('hello');
    expect(await answered).toBe('hello');
    helper.end();
    expect(sent.at(-1)).toEqual({ type: 'end-helper', id: 1 });
    tell({ type: 'helper-ended', id: 1 });
    tell({ type: 'helper-ended', id: 1 });
    expect(ended).toBe(1);
  });
});
