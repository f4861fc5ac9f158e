import { expect, it } from 'vitest';
import { Status } from '../../electron/core/provisioning/proto/rcv_pb.ts';
import { buildComponent, describeWithComponent } from './build.ts';
import { TestClient } from './client.ts';
import { startDevice } from './device.ts';
import { activate, begin, finish, send, settle, state, transfer } from './transfer.ts';
import { app, beginWith, flashFile, manifestOf, slotOffsets } from './unit.ts';

const old = app('1.4.2', 4_000);
const image = app('2.0.0', 80_000);
const offer = beginWith(manifestOf(image));

describeWithComponent(await buildComponent(), 'transfer to the device component', ({ device: program }) => {
  async function unit(more: readonly string[] = [], options = {}) {
    const flash = await flashFile(old, options);
    const device = await startDevice(program, [...flash.args, ...more]);
    return { flash, device, client: new TestClient(device.url) };
  }

  it('boots exactly the bytes that were verified, and the old ones until then', async () => {
    const { flash, device, client } = await unit();
    const begun = await begin(client, offer);
    expect(begun).toMatchObject({
      status: Status.OK,
      state: state.receiving,
      nextOffset: 0,
      maxData: 4032,
      imageSize: image.length,
    });
    await send(client, begun, image);
    expect(await finish(client)).toMatchObject({ status: Status.OK, state: state.ready });
    expect(flash.boot()).toEqual({ offset: slotOffsets.old, version: '1.4.2' });
    expect(await activate(client)).toMatchObject({ status: Status.OK, state: state.activated });
    expect(await device.ended).toBe('restart');
    expect(flash.bytes().subarray(slotOffsets.new, slotOffsets.new + image.length)).toEqual(image);
    expect(flash.boot()).toEqual({ offset: slotOffsets.new, version: '2.0.0' });
  });

  it('takes what came twice, refuses what came too early or damaged, and stores neither', async () => {
    const { client } = await unit();
    const { transfer: id } = await begin(client, offer);
    const first = image.subarray(0, 1000);
    expect(await client.data(id, 0, first)).toMatchObject({ status: Status.OK, nextOffset: 1000 });
    expect(await client.data(id, 0, first)).toMatchObject({ status: Status.OK, nextOffset: 1000 });
    expect(await client.data(id, 2000, first)).toMatchObject({ status: Status.GAP, nextOffset: 1000 });
    const damaged = { transfer: id, offset: 1000, crc32: 1, data: image.subarray(1000, 2000) };
    expect(await client.fw({ case: 'data', value: damaged })).toMatchObject({
      status: Status.BAD_CRC,
      nextOffset: 1000,
    });
    expect(await client.data((id ^ 1) >>> 0, 1000, first)).toMatchObject({ status: Status.NO_TRANSFER });
    expect(await client.data(id, 1000, new Uint8Array())).toMatchObject({ status: Status.BAD_REQUEST });
    expect(await client.fw({ case: 'finish', value: {} })).toMatchObject({ status: Status.GAP });
    expect(await client.fw({ case: 'activate', value: {} })).toMatchObject({ status: Status.NOT_ALLOWED });
  });

  it('goes on where it stood after a lost answer, over a new connection', async () => {
    const { client, device } = await unit();
    const begun = await begin(client, offer);
    await device.control('drop-answer 4');
    await expect(send(client, begun, image)).rejects.toThrow();
    client.close();
    const again = await begin(client, offer);
    expect(again).toMatchObject({ status: Status.OK, nextOffset: 4 * 4032 });
    expect(again.transfer).not.toBe(begun.transfer);
    await send(client, again, image);
    expect(await finish(client)).toMatchObject({ status: Status.OK, state: state.ready });
  });

  it('says BUSY while its flash is slow, and takes nothing of what it could not keep', async () => {
    const { client } = await unit(['--erase-ms', '400']);
    const { transfer: id } = await begin(client, offer);
    const statuses: Status[] = [];
    for (let at = 0; at < 5 * 4032; ) {
      const answer = await client.data(id, at, image.subarray(at, at + 4032));
      statuses.push(answer.status);
      if (answer.status === Status.BUSY) expect(answer).toMatchObject({ nextOffset: at, retryMs: 60 });
      else at += 4032;
    }
    expect(new Set(statuses)).toEqual(new Set([Status.OK, Status.BUSY]));
  });

  it('says IN_PROGRESS while it verifies', async () => {
    const { client } = await unit(['--verify-ms', '300']);
    await send(client, await begin(client, offer), image);
    const first = await client.fw({ case: 'finish', value: {} });
    expect(first).toMatchObject({ status: Status.IN_PROGRESS, state: state.verifying, retryMs: 500 });
    expect(await client.fw({ case: 'activate', value: {} })).toMatchObject({ status: Status.IN_PROGRESS });
    expect(await settle(client, first)).toMatchObject({ status: Status.OK, state: state.ready });
  });

  it('forgets on abort, and begins anew where that is asked for', async () => {
    const { client } = await unit();
    await send(client, await begin(client, offer), image.subarray(0, 20_000));
    expect(await client.fw({ case: 'abort', value: {} })).toMatchObject({ status: Status.OK, state: state.idle });
    expect(await begin(client, offer)).toMatchObject({ status: Status.OK, nextOffset: 0, durableOffset: 0 });
    await send(client, await begin(client, offer), image.subarray(0, 20_000));
    const anew = beginWith(manifestOf(image), undefined, { restart: true });
    expect(await begin(client, anew)).toMatchObject({ status: Status.OK, nextOffset: 0 });
  });

  it('gives memory back after a minute of silence and goes on from flash', async () => {
    const { client, device } = await unit();
    await send(client, await begin(client, offer), image.subarray(0, 50_000));
    let answer = await client.fw({ case: 'status', value: {} });
    while (answer.state !== state.idle) {
      await device.control('advance-ms 61000');
      await new Promise((done) => setTimeout(done, 2500));
      answer = await client.fw({ case: 'status', value: {} });
    }
    const again = await begin(client, offer);
    expect(again).toMatchObject({ status: Status.OK, nextOffset: 49_152, durableOffset: 49_152 });
    expect(await transfer(client, offer, image)).toMatchObject({ status: Status.OK, state: state.activated });
  });

  it('lets a new app be confirmed, and rolls it back where nobody does', async () => {
    const rollback = { rollback: true };
    const { flash, device, client } = await unit([], rollback);
    await transfer(client, offer, image);
    expect(await device.ended).toBe('restart');
    expect(flash.boot()).toEqual({ offset: slotOffsets.new, version: '2.0.0' });
    const restarted = await startDevice(program, flash.args);
    const second = new TestClient(restarted.url);
    const { device: before } = await second.info({ case: 'device', value: {} });
    expect(before).toMatchObject({
      version: '2.0.0',
      build: 6,
      runningPart: 'ota_1',
      targetPart: 'ota_0',
      flags: 4 | 8,
    });
    expect(await second.fw({ case: 'confirm', value: {} })).toMatchObject({ status: Status.OK });
    const { device: after } = await second.info({ case: 'device', value: {} });
    expect(after?.flags).toBe(4);
    await restarted.stop();
    expect(flash.boot()).toEqual({ offset: slotOffsets.new, version: '2.0.0' });

    const unconfirmed = await unit([], rollback);
    await transfer(unconfirmed.client, offer, image);
    await unconfirmed.device.ended;
    expect(unconfirmed.flash.boot()).toEqual({ offset: slotOffsets.new, version: '2.0.0' });
    expect(unconfirmed.flash.boot()).toEqual({ offset: slotOffsets.old, version: '1.4.2' });
  });
});
