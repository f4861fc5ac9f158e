import { expect, it } from 'vitest';
import { Status } from '../../electron/core/provisioning/proto/rcv_pb.ts';
import { buildComponent, describeWithComponent } from './build.ts';
import { TestClient } from './client.ts';
import { startDevice } from './device.ts';
import { openSecurity1, openSecurity2 } from './handshakes.ts';
import { activate, begin, finish, send, state, transfer } from './transfer.ts';
import { app, beginWith, flashFile, manifestOf, slotOffsets } from './unit.ts';

const old = app('1.4.2', 4_000);
const image = app('2.0.0', 12_000);
const other = app('2.0.0', 12_000, { seed: 12 });
const offer = beginWith(manifestOf(image));
const otherOffer = beginWith(manifestOf(other));
const sessions = [
  { name: 'security 1', args: ['--sec', '1'], open: (client: TestClient) => openSecurity1(client, 'abcd1234') },
  ...([0, 1] as const).map((patch) => ({
    name: `security 2, patch ${patch}`,
    args: ['--sec', '2', '--user', 'wifiprov', '--sec-patch', `${patch}`],
    open: (client: TestClient) => openSecurity2(client, 'wifiprov', 'abcd1234', patch),
  })),
];

/** Keeps every message of a client as it went over the wire. */
class Eavesdropper extends TestClient {
  readonly heard: (readonly [endpoint: string, body: Uint8Array])[] = [];

  override post(endpoint: string, body: Uint8Array): Promise<Uint8Array> {
    this.heard.push([endpoint, Uint8Array.from(body)]);
    return super.post(endpoint, body);
  }
}

describeWithComponent(await buildComponent(), 'replay to the device component', ({ device: program }) => {
  async function unit(more: readonly string[] = []) {
    const flash = await flashFile(old);
    const device = await startDevice(program, [...flash.args, ...more]);
    return { flash, device, client: new TestClient(device.url) };
  }

  it('of a manifest that it took once is refused when it has gone beyond', async () => {
    const { client, device, flash } = await unit();
    const captured = beginWith(manifestOf(app('1.4.9', 12_000), { version: '1.4.9', build: 5 }));
    expect(await begin(client, captured)).toMatchObject({ status: Status.OK });
    expect(await transfer(client, offer, image)).toMatchObject({ status: Status.OK, state: state.activated });
    expect(await device.ended).toBe('restart');
    expect(flash.boot()).toEqual({ offset: slotOffsets.new, version: '2.0.0' });
    const updated = await startDevice(program, flash.args);
    const before = flash.bytes();
    expect(await begin(new TestClient(updated.url), captured)).toMatchObject({ status: Status.DOWNGRADE });
    expect(flash.bytes()).toEqual(before);
  });

  it('of a chunk of the transfer before is refused, and no image is made of two', async () => {
    const { client, flash } = await unit();
    const first = await begin(client, offer);
    expect(await client.data(first.transfer, 0, image.subarray(0, 4032))).toMatchObject({ status: Status.OK });
    const second = await begin(client, otherOffer);
    expect(second).toMatchObject({ status: Status.OK, nextOffset: 0 });
    expect(second.transfer).not.toBe(first.transfer);
    expect(await client.data(first.transfer, 0, image.subarray(0, 4032))).toMatchObject({
      status: Status.NO_TRANSFER,
    });
    await send(client, second, Buffer.concat([other.subarray(0, 8064), image.subarray(8064)]));
    expect((await finish(client)).state).not.toBe(state.ready);
    expect((await activate(client)).state).not.toBe(state.activated);
    expect(flash.boot()).toEqual({ offset: slotOffsets.old, version: '1.4.2' });
  });

  it('in another order never activates anything that was not checked', async () => {
    const { client, flash } = await unit();
    const empty = {};
    for (const operation of ['activate', 'finish'] as const) {
      const early = await client.fw({ case: operation, value: empty });
      expect(early).toMatchObject({ status: Status.NO_TRANSFER, state: state.idle });
    }
    const begun = await begin(client, offer);
    expect(await client.data(begun.transfer, 4032, image.subarray(4032, 8064))).toMatchObject({ status: Status.GAP });
    await send(client, begun, image);
    expect(await client.fw({ case: 'activate', value: empty })).toMatchObject({ status: Status.NOT_ALLOWED });
    expect(await finish(client)).toMatchObject({ state: state.ready });
    // A begin between the check and the activation takes the readiness away.
    await begin(client, otherOffer);
    expect(await client.fw({ case: 'activate', value: empty })).toMatchObject({ status: Status.NOT_ALLOWED });
    expect(flash.boot()).toEqual({ offset: slotOffsets.old, version: '1.4.2' });
  });

  it.each(sessions)(
    'of what was heard over $name does nothing, in the same session and in another',
    async (session) => {
      const { flash, device } = await unit([...session.args, '--pop', 'abcd1234']);
      const client = new Eavesdropper(device.url);
      await session.open(client);
      await send(client, await begin(client, offer), image);
      expect(await finish(client)).toMatchObject({ state: state.ready });
      await client.fw({ case: 'abort', value: {} });
      const heard = client.heard.filter(([endpoint]) => endpoint === 'rcv-fw');
      for (const [endpoint, body] of heard) await client.post(endpoint, body).catch(() => undefined);
      client.close();
      const replayer = new TestClient(device.url);
      await session.open(replayer);
      for (const [endpoint, body] of heard) await replayer.post(endpoint, body).catch(() => undefined);
      replayer.close();
      const after = new TestClient(device.url);
      await session.open(after);
      expect(await after.fw({ case: 'status', value: {} })).toMatchObject({ state: state.idle });
      expect(flash.boot()).toEqual({ offset: slotOffsets.old, version: '1.4.2' });
    },
  );
});
