import { expect, it } from 'vitest';
import { Status } from '../../electron/core/provisioning/proto/rcv_pb.ts';
import { buildComponent, describeWithComponent } from './build.ts';
import { TestClient } from './client.ts';
import { startDevice } from './device.ts';
import { openSecurity1, openSecurity2 } from './handshakes.ts';
import { begin, state, transfer } from './transfer.ts';
import { app, beginWith, flashFile, manifestOf } from './unit.ts';

const old = app('1.4.2', 4_000);
const image = app('2.0.0', 20_000);
const offer = beginWith(manifestOf(image));
const sec1 = ['--sec', '1', '--pop', 'abcd1234'];
const sec2 = ['--sec', '2', '--user', 'wifiprov', '--pop', 'abcd1234'];

describeWithComponent(await buildComponent(), 'sessions of the device component', ({ device: program }) => {
  async function unit(args: readonly string[]) {
    const flash = await flashFile(old);
    const device = await startDevice(program, [...flash.args, ...args]);
    return { device, client: new TestClient(device.url) };
  }

  async function versionOf(client: TestClient): Promise<unknown> {
    return JSON.parse(Buffer.from(await client.post('proto-ver', Buffer.from('---'))).toString('utf8'));
  }

  it('tells before any handshake what it speaks and where its endpoints are', async () => {
    const { client } = await unit(sec2);
    expect(await versionOf(client)).toEqual({
      prov: { ver: 'v1.1', sec_ver: 2, sec_patch_ver: 1, cap: [] },
      rcv: {
        ver: '1.0',
        cap: ['rcv-info', 'rcv-fw', 'ep:rcv-info=ff54', 'ep:rcv-fw=ff55', 'fw:seed-radio/1.4.2'],
      },
    });
    expect(client.cookie).toMatch(/^session=\d+$/);
  });

  it('is recovered over security 1', async () => {
    const { client } = await unit(sec1);
    await openSecurity1(client, 'abcd1234');
    expect(await transfer(client, offer, image)).toMatchObject({ status: Status.OK, state: state.activated });
  });

  it.each([0, 1] as const)('is recovered over security 2, patch %i', async (patch) => {
    const { client } = await unit([...sec2, '--sec-patch', `${patch}`]);
    await openSecurity2(client, 'wifiprov', 'abcd1234', patch);
    expect(await transfer(client, offer, image)).toMatchObject({ status: Status.OK, state: state.activated });
  });

  it('says nothing to who does not know the proof, and drops the connection', async () => {
    const first = await unit(sec1);
    await expect(openSecurity1(first.client, 'wrong')).rejects.toThrow('socket hang up');
    const second = await unit(sec2);
    await expect(openSecurity2(second.client, 'wifiprov', 'wrong', 1)).rejects.toThrow('socket hang up');
    await expect(openSecurity2(second.client, 'somebody', 'abcd1234', 1)).rejects.toThrow('socket hang up');
    await expect(openSecurity2(second.client, 'wifiprov', 'abcd1234', 1, 0n)).rejects.toThrow('socket hang up');
    await expect(begin(second.client, offer)).rejects.toThrow('socket hang up');
  });

  it('keeps a session by its cookie over connections, and loses it with another one', async () => {
    const { client } = await unit(sec1);
    await openSecurity1(client, 'abcd1234');
    const { cookie, record } = client;
    expect(await begin(client, offer)).toMatchObject({ status: Status.OK });
    client.close();
    Object.assign(client, { cookie, record });
    expect(await client.fw({ case: 'status', value: {} })).toMatchObject({ state: state.receiving });
    client.cookie = 'session=1';
    await expect(client.fw({ case: 'status', value: {} })).rejects.toThrow('socket hang up');
  });

  it('binds a session to its connection where the firmware is of before v4.3', async () => {
    const { client } = await unit([...sec1, '--socket-sessions']);
    await openSecurity1(client, 'abcd1234');
    expect(client.cookie).toBeUndefined();
    expect(await begin(client, offer)).toMatchObject({ status: Status.OK });
    client.close();
    await expect(client.fw({ case: 'status', value: {} })).rejects.toThrow('socket hang up');
  });

  it.each([
    ['an unknown endpoint', 'rcv-else', Buffer.from('x')],
    ['an oversized body', 'rcv-info', Buffer.alloc(4097)],
    ['an empty body', 'rcv-info', Buffer.alloc(0)],
    ['a broken handshake', 'prov-session', Buffer.from('5a25a201220a20', 'hex')],
  ])('drops %s', async (_name, endpoint, body) => {
    const { client } = await unit(sec1);
    await expect(client.post(endpoint, body)).rejects.toThrow('socket hang up');
  });

  it('answers what is no request with a status, and the golden messages of the protocol as they stand', async () => {
    const { client } = await unit([]);
    const post = async (hex: string) =>
      Buffer.from(await client.post('rcv-fw', Buffer.from(hex, 'hex'))).toString('hex');
    expect(await post('ffff')).toBe('0801100140c01f');
    expect(await post('08016200')).toBe('080140c01f');
    // data of transfer 0x11223344, which is not under way
    expect(await post('08015a150d443322111d2639f4cb2209313233343536373839')).toBe('0801100440c01f');
    expect(await post('08026200')).toBe('0801100240c01f');
  });
});
