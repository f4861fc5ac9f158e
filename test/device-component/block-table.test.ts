import { expect, it } from 'vitest';
import { sha256 } from '../../electron/core/bytes/digest.ts';
import { Status } from '../../electron/core/provisioning/proto/rcv_pb.ts';
import { buildComponent, describeWithComponent } from './build.ts';
import { TestClient } from './client.ts';
import { startDevice } from './device.ts';
import { begin, finish, send, settle, state } from './transfer.ts';
import { app, beginWith, flashFile, manifestOf } from './unit.ts';

const blockSize = 0x4000;
const old = app('1.4.2', 4_000);
const image = app('2.0.0', 80_000);
const blocks = Array.from({ length: Math.ceil(image.length / blockSize) }, (_, index) => index * blockSize);
const table = Buffer.concat(blocks.map((at) => sha256(image.subarray(at, at + blockSize))));
const offer = beginWith(manifestOf(image, { blockSize, blockTableSha256: sha256(table) }));

describeWithComponent(await buildComponent(), 'table of block digests', ({ device: program }) => {
  async function unit() {
    const flash = await flashFile(old);
    const device = await startDevice(program, flash.args);
    return new TestClient(device.url);
  }

  it('is taken in pieces, and only as the manifest names it', async () => {
    const client = await unit();
    const begun = await begin(client, offer);
    expect(begun).toMatchObject({ status: Status.OK, state: state.table, nextOffset: 0 });
    const wrong = table.map((byte) => byte ^ 1);
    expect(await client.data(begun.transfer, 0, wrong, 'table')).toMatchObject({
      status: Status.HASH_MISMATCH,
      nextOffset: 0,
    });
    const first = await client.data(begun.transfer, 0, table.subarray(0, 50), 'table');
    expect(first).toMatchObject({ status: Status.OK, state: state.table, nextOffset: 50 });
    const whole = await client.data(begun.transfer, 50, table.subarray(50), 'table');
    expect(whole).toMatchObject({ status: Status.OK, state: state.receiving, nextOffset: 0 });
    await send(client, whole, image);
    expect(await finish(client)).toMatchObject({ status: Status.OK, state: state.ready });
  });

  it('finds a wrong block when it is whole, and goes on at its begin', async () => {
    const client = await unit();
    const begun = await begin(client, offer);
    const whole = await client.data(begun.transfer, 0, table, 'table');
    const changed = image.slice();
    changed[2 * blockSize + 5] = (changed[2 * blockSize + 5] ?? 0) ^ 1;
    const refused = await settle(client, await send(client, whole, changed));
    expect(refused).toMatchObject({ status: Status.HASH_MISMATCH, state: state.failed, detail: 2 * blockSize });
    await begin(client, offer);
    const again = await begin(client, offer);
    const resumed = await client.data(again.transfer, 0, table, 'table');
    expect(resumed).toMatchObject({ status: Status.OK, nextOffset: 2 * blockSize });
    await send(client, resumed, image);
    expect(await finish(client)).toMatchObject({ status: Status.OK, state: state.ready });
  });

  it('can be left out: the read-back at the end decides anyway', async () => {
    const client = await unit();
    await send(client, await begin(client, offer), image);
    expect(await finish(client)).toMatchObject({ status: Status.OK, state: state.ready });
  });
});
