import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import type { BleBackend } from '../../../electron/core/interfaces/ble-backend.ts';
import type { BleCentral } from '../../../electron/core/interfaces/ble-central.ts';
import { childHelper } from '../../../electron/host/ble/child-helper.ts';
import { type RemoteCentralOptions, remoteCentral } from '../../../electron/host/ble/remote-central.ts';
import { serveCentral } from '../../../electron/host/ble/serve-central.ts';
import { lanePair } from '../../support/lane-pair.ts';
import { scriptedUnitId } from '../../support/scripted-controller.ts';
import { sessionCharacteristic } from '../../support/scripted-gatt.ts';

const program = fileURLToPath(new URL('../../support/ble-helper-program.ts', import.meta.url));
const open = new Set<BleCentral>();
afterEach(async () => {
  await Promise.all([...open].map((central) => central.close()));
  open.clear();
});

/** A central in a process of its own, how often that was started, and how to kill it. */
function processCentral(options: Partial<RemoteCentralOptions> = {}) {
  const starts: { kill(): void; readonly ended: Promise<void> }[] = [];
  const central = remoteCentral({
    start: async (onEnd) => {
      const { promise: ended, resolve } = Promise.withResolvers<void>();
      const helper = await childHelper(() => {
        resolve();
        onEnd();
      }, program);
      starts.push({ kill: () => helper.end(), ended });
      return helper;
    },
    ...options,
  });
  open.add(central);
  return { central, starts };
}

const text = (value: string) => new TextEncoder().encode(value);

describe('Bluetooth in a process of its own', () => {
  it('scans, connects, writes and reads through it, and lets it end', async () => {
    const { central, starts } = processCentral();
    expect(starts.length).toBe(0);
    expect(await central.state()).toBe('ready');
    const stop = new AbortController();
    const heard: string[] = [];
    await central.scan(({ id, name }) => {
      heard.push(`${id} ${name}`);
      stop.abort();
    }, stop.signal);
    expect(heard[0]).toBe(`${scriptedUnitId} PROV_AABB01`);
    const link = await central.connect(scriptedUnitId);
    expect(link.mtu).toBe(500);
    expect(link.services[0]?.characteristics).toEqual([{ uuid: sessionCharacteristic, name: 'prov-session' }]);
    await link.write(sessionCharacteristic, text('hello'));
    expect(await link.read(sessionCharacteristic)).toEqual(new Uint8Array(300).fill(9));
    await link.disconnect();
    await expect(link.read(sessionCharacteristic)).rejects.toMatchObject({ code: 'ble.link-lost' });
    await central.close();
    await starts[0]?.ended;
  });

  it.each(['crash', 'kill'] as const)(
    'rejects what is under way when it dies by a %s, and starts anew',
    async (how) => {
      const { central, starts } = processCentral();
      const link = await central.connect(scriptedUnitId);
      const scan = central.scan(() => undefined, new AbortController().signal).catch((error: unknown) => error);
      const write = link.write(sessionCharacteristic, text(how === 'crash' ? 'crash' : 'silence'));
      if (how === 'kill') starts[0]?.kill();
      await expect(write).rejects.toMatchObject({ code: 'ble.stopped' });
      expect(await scan).toMatchObject({ code: 'ble.stopped' });
      await expect(link.read(sessionCharacteristic)).rejects.toMatchObject({ code: 'ble.stopped' });
      await link.disconnect();
      await starts[0]?.ended;
      expect(starts.length).toBe(1);
      const again = await central.connect(scriptedUnitId);
      expect((await again.read(sessionCharacteristic)).length).toBe(300);
      expect(starts.length).toBe(2);
    },
  );

  it('ends one that hangs', async () => {
    const { central, starts } = processCentral({ patienceMs: 4_000 });
    const link = await central.connect(scriptedUnitId);
    await expect(link.write(sessionCharacteristic, text('silence'))).rejects.toMatchObject({ code: 'ble.stopped' });
    await starts[0]?.ended;
  });

  it('rejects at once when the caller gives up', async () => {
    const { central } = processCentral();
    const link = await central.connect(scriptedUnitId);
    const controller = new AbortController();
    const write = link.write(sessionCharacteristic, text('silence'), controller.signal);
    controller.abort('enough');
    await expect(write).rejects.toBe('enough');
    await expect(link.read(sessionCharacteristic)).rejects.toMatchObject({ code: 'ble.link-lost' });
  });

  it('takes another way to Bluetooth at the next use, and never beneath a unit that is connected', async () => {
    let backend: BleBackend = 'noble';
    const { central, starts } = processCentral({ backend: () => backend });
    const link = await central.connect(scriptedUnitId);
    backend = 'stoprocent';
    expect(await central.state()).toBe('ready');
    expect((await link.read(sessionCharacteristic)).length).toBe(300);
    expect(starts.length).toBe(1);
    await link.disconnect();
    expect(await central.state()).toBe('ready');
    await starts[0]?.ended;
    expect(starts.length).toBe(2);
  });

  it('tells that it cannot be started', async () => {
    const central = remoteCentral({ start: () => Promise.reject(new Error('no such program')) });
    await expect(central.state()).rejects.toMatchObject({ code: 'ble.stopped' });
  });

  it('runs the product’s own program, which answers whatever this machine has', async () => {
    const central = remoteCentral({ start: childHelper });
    open.add(central);
    expect(['ready', 'off', 'unauthorized', 'no-adapter', 'not-installed']).toContain(await central.state());
  });

  it('ends when whoever started it is gone', async () => {
    const child = fork(program, [], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'], execArgv: [] });
    const ended = new Promise<number | null>((resolve) => void child.once('exit', resolve));
    child.send({ type: 'open', backend: 'auto', isPackaged: false });
    child.send({ type: 'call', id: 1, call: { op: 'state' } });
    const answer = await new Promise((resolve) => void child.once('message', resolve));
    expect(answer).toEqual({ type: 'done', id: 1, value: 'ready' });
    child.disconnect();
    expect(await ended).toBe(0);
  });

  it('drops what is none of its messages, and more than it should keep', async () => {
    const [near, far] = lanePair();
    const answers: unknown[] = [];
    near.onMessage((message) => answers.push(message));
    const link = { id: 'u', mtu: 23, services: [], write: forever, read: forever, disconnect: async () => undefined };
    const central = {
      simulated: true,
      state: async () => 'ready' as const,
      scan: forever,
      connect: async () => link,
      close: async () => undefined,
    };
    serveCentral(
      far,
      () => central,
      () => undefined,
    );
    for (const message of [null, 7, { type: 'call' }, { type: 'call', id: 1, call: { op: 'format' } }])
      near.post(message);
    near.post({
      type: 'call',
      id: 1,
      call: { op: 'write', link: 1, characteristic: 'f'.repeat(32), value: 'A'.repeat(2000) },
    });
    near.post({ type: 'open', backend: 'auto', isPackaged: false });
    for (let id = 1; id <= 9; id++) near.post({ type: 'call', id, call: { op: 'connect', unit: 'u' } });
    await expect.poll(() => answers.length).toBe(9);
    expect(answers.filter((answer) => JSON.stringify(answer).includes('app.too-many-requests')).length).toBe(1);
  });
});

function forever(): Promise<never> {
  return new Promise(() => undefined);
}
