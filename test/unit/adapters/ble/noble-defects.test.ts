import { afterEach, describe, expect, it } from 'vitest';
import { createNobleCentral } from '../../../../electron/adapters/ble/noble-central.ts';
import type { BleTimings } from '../../../../electron/adapters/ble/timings.ts';
import type { BleCentral } from '../../../../electron/core/interfaces/ble-central.ts';
import { type ControllerScript, ScriptedController, scriptedUnitId } from '../../../support/scripted-controller.ts';
import { att, attError, gattScript, servedValue, sessionCharacteristic } from '../../../support/scripted-gatt.ts';

const open = new Set<BleCentral>();
afterEach(async () => {
  await Promise.all([...open].map((central) => central.close()));
  open.clear();
});

const briefly: Partial<BleTimings> = { write: 60, read: 60, connect: 60, find: 60, disconnect: 100 };

describe.each(['noble', 'stoprocent'] as const)('what is wrong with %s (PROTOCOLS §6.4)', (backend) => {
  function central(script: ControllerScript, timings?: Partial<BleTimings>) {
    const controller = new ScriptedController(script);
    const central = createNobleCentral({ backend, hciSocket: controller.socket, timings });
    open.add(central);
    return { controller, central };
  }

  async function connected(script: ControllerScript['att'], timings?: Partial<BleTimings>) {
    const { controller, central: own } = central({ att: script }, timings);
    return { controller, central: own, link: await own.connect(scriptedUnitId) };
  }

  it('asks for an MTU of 517, so that what a unit answers is the smaller of both', async () => {
    const value = Buffer.from(Array.from({ length: 425 }, (_, index) => index & 0xff));
    const serve = servedValue(value, 500);
    const { controller, link } = await connected(gattScript({ [att.read]: serve, [att.readBlob]: serve }, 500));
    expect(controller.requests[0]).toEqual(Buffer.from([att.mtu, 0x05, 0x02]));
    expect(link.mtu).toBe(500);
    expect(Buffer.from(await link.read(sessionCharacteristic))).toEqual(value);
    await link.write(sessionCharacteristic, new Uint8Array(422));
    expect(controller.requests.at(-1)?.length).toBe(425);
  });

  it.each([256, 500, 517, 23])('reads a value of 255 and of 512 bytes whole at MTU %i', async (mtu) => {
    for (const length of [255, 511, 512]) {
      const value = Buffer.alloc(length, 7);
      const serve = servedValue(value, mtu);
      const { link } = await connected(gattScript({ [att.read]: serve, [att.readBlob]: serve }, mtu));
      expect((await link.read(sessionCharacteristic)).length).toBe(length);
    }
  });

  it.each([
    [0, 23],
    [65_535, 517],
  ])('takes a hostile MTU of %i for %i, and still writes', async (hostile, mtu) => {
    const { controller, link } = await connected(gattScript({}, hostile));
    expect(link.mtu).toBe(mtu);
    await link.write(sessionCharacteristic, new Uint8Array(100));
    expect(controller.requests.every(({ length }) => length <= mtu)).toBe(true);
  });

  it('goes on with MTU 23 where the unit refuses to speak of it with error 0x04', async () => {
    const { link } = await connected(gattScript({ [att.mtu]: (request) => attError(request, 0x04) }));
    expect(link.mtu).toBe(23);
    await link.write(sessionCharacteristic, Uint8Array.of(1));
  });

  it.each([0x04, 0x0e, 0x0d])('tells of a write that the unit refuses with 0x%i, and ends the link', async (code) => {
    const {
      controller,
      central: own,
      link,
    } = await connected(gattScript({ [att.write]: (request) => attError(request, code) }));
    await expect(link.write(sessionCharacteristic, Uint8Array.of(1))).rejects.toMatchObject({
      code: 'ble.refused',
      params: { status: code },
    });
    await link.disconnect();
    expect(controller.isConnected).toBe(false);
    const again = await own.connect(scriptedUnitId);
    expect(again.services.length).toBe(1);
  });

  it('tells of a long write that is refused in its middle', async () => {
    const { link } = await connected(gattScript({ [att.prepare]: (request) => attError(request, 0x09) }, 23));
    await expect(link.write(sessionCharacteristic, new Uint8Array(60))).rejects.toMatchObject({ code: 'ble.refused' });
  });

  it('does not take a refused read for an empty value', async () => {
    const { link } = await connected(gattScript({ [att.read]: (request) => attError(request, 0x0e) }));
    await expect(link.read(sessionCharacteristic)).rejects.toMatchObject({
      code: 'ble.refused',
      params: { status: 14 },
    });
  });

  it('ends a write and a read that are never answered', async () => {
    for (const op of [att.write, att.read]) {
      const { controller, link } = await connected(gattScript({ [op]: () => undefined }), briefly);
      const work =
        op === att.write ? link.write(sessionCharacteristic, Uint8Array.of(1)) : link.read(sessionCharacteristic);
      await expect(work).rejects.toMatchObject({
        code: 'ble.timed-out',
        params: { operation: op === att.write ? 'write' : 'read' },
      });
      await link.disconnect();
      expect(controller.isConnected).toBe(false);
    }
  });

  it('ends a write when the link breaks, and whatever comes after it', async () => {
    const { controller, link } = await connected((request) => {
      if (request[0] !== att.write) return gattScript({})(request);
      setImmediate(() => controller.drop());
      return undefined;
    });
    const write = link.write(sessionCharacteristic, Uint8Array.of(1));
    await expect(write).rejects.toMatchObject({ code: 'ble.link-lost' });
    await expect(link.read(sessionCharacteristic)).rejects.toMatchObject({ code: 'ble.link-lost' });
    await link.disconnect();
    await link.disconnect();
  });

  it('ends a value that goes on without end', async () => {
    const endless: ControllerScript['att'] = (request) => Buffer.alloc(23, (request[0] ?? 0) + 1);
    const { controller, link } = await connected(gattScript({ [att.read]: endless, [att.readBlob]: endless }, 23));
    await expect(link.read(sessionCharacteristic)).rejects.toMatchObject({ code: 'ble.too-long' });
    await link.disconnect();
    expect(controller.isConnected).toBe(false);
  });

  it('gives up when the caller does, with the caller’s reason', async () => {
    const { link } = await connected(gattScript({ [att.write]: () => undefined }));
    const controller = new AbortController();
    const write = link.write(sessionCharacteristic, Uint8Array.of(1), controller.signal);
    setImmediate(() => controller.abort('enough'));
    await expect(write).rejects.toBe('enough');
  });

  it('connects with a supervision time-out that outlasts the erasing of flash', async () => {
    const { controller } = await connected(gattScript({}));
    const parameters = controller.parametersOf('create');
    const at = (offset: number) => parameters?.readUInt16LE(offset);
    expect([at(13), at(15), at(17), at(19)]).toEqual([12, 24, 0, 400]);
  });

  it('takes back a connection that does not come', async () => {
    const { controller, central: own } = central({ att: gattScript({}), connects: false }, briefly);
    await expect(own.connect(scriptedUnitId)).rejects.toMatchObject({
      code: 'ble.timed-out',
      params: { operation: 'connect' },
    });
    expect(controller.parametersOf('cancel')).toBeDefined();
  });

  it('says so when a unit is not there', async () => {
    const { central: own } = central({ att: gattScript({}), advertises: false }, briefly);
    await expect(own.connect(scriptedUnitId)).rejects.toMatchObject({
      code: 'ble.not-found',
      params: { unit: scriptedUnitId },
    });
  });

  it('tells of a unit with what its scan response adds', async () => {
    const { central: own } = central({ att: gattScript({}) });
    const stop = new AbortController();
    const heard: unknown[] = [];
    await own.scan((advertisement) => {
      heard.push(advertisement);
      stop.abort();
    }, stop.signal);
    expect(heard[0]).toEqual({
      id: scriptedUnitId,
      name: 'PROV_AABB01',
      rssi: -60,
      serviceUuids: ['1775244d6b43439b877c060f2d9bed07'],
      connectable: true,
    });
  });

  it('leaves no listener on the process, which would end it on Ctrl-C', async () => {
    const before = [process.listenerCount('SIGINT'), process.listenerCount('exit')];
    const { controller, central: own } = central({ att: gattScript({}) });
    expect(await own.state()).toBe('ready');
    expect([process.listenerCount('SIGINT'), process.listenerCount('exit')]).toEqual(before);
    await own.close();
    expect(controller.isStarted).toBe(false);
  });

  it('tells a controller that is off, and one that may not be used', async () => {
    expect(await central({ att: gattScript({}), isUp: false }).central.state()).toBe('off');
    const { central: own } = central({ att: gattScript({}), denies: true });
    expect(await own.state()).toBe('unauthorized');
    await expect(own.connect(scriptedUnitId)).rejects.toMatchObject({ code: 'ble.unauthorized' });
  });

  it('ends a scan when Bluetooth is switched off', async () => {
    const { controller, central: own } = central({ att: gattScript({}) });
    let ended: Promise<unknown> = Promise.resolve();
    await new Promise<void>((resolve) => {
      ended = own.scan(() => resolve(), new AbortController().signal).catch((error: unknown) => error);
    });
    controller.isUp = false;
    expect(await ended).toMatchObject({ code: 'ble.off' });
    expect(await own.state()).toBe('off');
  });
});
