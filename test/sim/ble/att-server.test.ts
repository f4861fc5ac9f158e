import { describe, expect, it } from 'vitest';
import { decodeHex, encodeHex } from '../../../electron/core/bytes/hex.ts';
import { AttServer, type AttServerOptions } from '../../../electron/sim/ble/att-server.ts';
import { EndpointValue, StaticPosition } from '../../../electron/sim/ble/endpoint-value.ts';
import { constantValue, GattTable } from '../../../electron/sim/ble/gatt-table.ts';
import { firmwareStyles } from '../../../electron/sim/provisioning/firmware-style.ts';
import { bytesOf } from './echo-unit.ts';

function server(options: Partial<AttServerOptions> = {}, style: keyof typeof firmwareStyles = 'current') {
  const requests: Uint8Array[] = [];
  const value = new EndpointValue({
    style: firmwareStyles[style],
    position: new StaticPosition(),
    handle: async (request) => {
      requests.push(request);
      return bytesOf(60);
    },
    onFailure: () => undefined,
  });
  const table = new GattTable([
    { uuid: '1800', characteristics: [{ uuid: '2a00', properties: 2, value: constantValue(bytesOf(3)) }] },
    {
      uuid: '1775244d-6b43-439b-877c-060f2d9bed07',
      characteristics: [
        { uuid: 'ff51', properties: 10, value, description: 'prov-session' },
        { uuid: '1775ff53-6b43-439b-877c-060f2d9bed07', properties: 10, value },
      ],
    },
  ]);
  const att = new AttServer(table, { ownMtu: 256, mtuAnswer: 'min', ...options });
  const ask = async (request: string) => {
    const answer = await att.receive(decodeHex(request.replaceAll(' ', '')));
    return answer && encodeHex(answer);
  };
  return { att, ask, requests };
}

const name = encodeHex(bytesOf(3));

describe('the attribute server', () => {
  it.each([
    ['no PDU at all', '', undefined],
    ['an answer of nobody', '03 1700', undefined],
    ['a confirmation', '1e', '011e000006'],
    ['an unknown request', '7e', undefined],
    ['an unknown request that is none of a command', '20 0100', '0120010006'],
    ['an MTU request cut short', '02 17', '0102000004'],
    ['a read cut short', '0a 03', '010a000004'],
    ['a read with something behind it', '0a 0300 00', '010a030004'],
    ['a read of handle 0', '0a 0000', '010a000001'],
    ['a read behind the last handle', '0a ffff', '010affff01'],
    ['a blob behind the end', '0c 0300 0400', '010c030007'],
    ['a blob at the end', '0c 0300 0300', '0d'],
    ['a write cut short', '12 03', '0112000004'],
    ['a write to what is read only', '12 0300 00', '0112030003'],
    ['a prepared part without an offset', '16 0600 00', '0116060004'],
    ['a prepared part of what is read only', '16 0300 0000 00', '0116030003'],
    ['an execute without flags', '18', '0118000004'],
    ['an execute with unknown flags', '18 02', '0118000004'],
    ['an execute of nothing', '18 01', '19'],
    ['handles the wrong way round', '04 0300 0200', '0104030001'],
    ['handles from 0', '10 0000 ffff 0028', '0110000001'],
    ['information behind the end', '04 f000 ffff', '0104f0000a'],
    ['information cut short', '04 0100 ff', '0104010004'],
    ['a type of three bytes', '08 0100 ffff 000028', '0108010004'],
    ['a group that is none', '10 0100 ffff 0128', '0110010010'],
    ['include declarations', '08 0100 ffff 0228', '010801000a'],
  ])('answers %s', async (_, request, answer) => {
    expect(await server().ask(request)).toBe(answer);
  });

  it('lists services of one length of UUID at a time', async () => {
    const { ask } = server();
    expect(await ask('10 0100 ffff 0028')).toBe('1106010003000018');
    expect(await ask('10 0400 ffff 0028')).toBe('111404000900' + '07ed9b2d0f067c879b43436b4d247517');
    expect(await ask('10 0a00 ffff 0028')).toBe('01100a000a');
    expect(await ask('06 0100 ffff 0028 0018')).toBe('0701000300');
    expect(await ask('06 0100 ffff 0028 0118')).toBe('010601000a');
  });

  it('lists characteristics and descriptors in two formats', async () => {
    const { ask } = server();
    expect(await ask('08 0100 ffff 0328')).toBe('0907' + '020002' + '0300' + '002a' + '05000a' + '0600' + '51ff');
    expect(await ask('08 0600 ffff 0328')).toBe('0915' + '08000a' + '0900' + '07ed9b2d0f067c879b43436b53ff7517');
    expect(await ask('04 0600 0700')).toBe('0501' + '0600' + '51ff' + '0700' + '0129');
    expect(await ask('04 0900 ffff')).toBe('0502' + '0900' + '07ed9b2d0f067c879b43436b53ff7517');
    expect(await ask('08 0100 ffff fb349b5f8000008000100000002a0000')).toBe(`0905${'0300'}${name}`);
  });

  it.each([
    ['min', 300, 256, '030001'],
    ['min', 100, 100, '036400'],
    ['own', 100, 100, '030001'],
    ['min', 5, 23, '031700'],
  ] as const)(
    'with its MTU answered as %s agrees with one who asks for %i on %i',
    async (mtuAnswer, asked, agreed, answer) => {
      const { att, ask } = server({ mtuAnswer });
      expect(att.mtu).toBe(23);
      expect(await ask(`02 ${encodeHex(Uint8Array.of(asked & 255, asked >> 8))}`)).toBe(answer);
      expect(att.mtu).toBe(agreed);
    },
  );

  it('drops what is longer than it can take', async () => {
    const { att, requests } = server();
    expect(await att.receive(Uint8Array.of(0x12, 6, 0, ...bytesOf(254)))).toBeUndefined();
    expect(await att.receive(Uint8Array.of(0x12, 6, 0, ...bytesOf(253)))).toEqual(Uint8Array.of(0x13));
    expect(requests).toEqual([bytesOf(253)]);
  });

  it('joins prepared parts that follow one another, and only those', async () => {
    const { ask, requests } = server();
    expect(await ask('16 0600 0000 0102')).toBe('17060000000102');
    expect(await ask('16 0600 0200 03')).toBe('170600020003');
    expect(await ask('18 01')).toBe('19');
    expect(requests).toEqual([Uint8Array.of(1, 2, 3)]);
    await ask('16 0600 0000 0102');
    await ask('16 0600 0300 03');
    expect(await ask('18 01')).toBe('0118000007');
    expect(await ask('18 01')).toBe('19');
    await ask('16 0600 0000 0102');
    expect(await ask('18 00')).toBe('19');
    expect(await ask('18 01')).toBe('19');
    expect(requests).toHaveLength(1);
  });

  it('holds no more prepared parts than it has room for, and no longer value than the attribute has', async () => {
    const { ask, att, requests } = server({ preparedParts: 3 });
    for (let part = 0; part < 3; part++) expect(await ask('16 0600 0000 01')).toMatch(/^17/);
    expect(await ask('16 0600 0300 01')).toBe('0116060009');
    await ask('18 00');
    for (const offset of [0, 240, 480]) {
      await att.receive(Uint8Array.of(0x16, 6, 0, offset & 255, offset >> 8, ...bytesOf(240)));
    }
    expect(await ask('18 01')).toBe('011800000d');
    expect(requests).toEqual([]);
  });

  it('runs one request after the other', async () => {
    const { att, ask, requests } = server();
    const both = [att.receive(Uint8Array.of(0x12, 6, 0, 1)), att.receive(Uint8Array.of(0x0a, 6, 0))];
    expect(await Promise.all(both)).toEqual([Uint8Array.of(0x13), Uint8Array.of(0x0b, ...bytesOf(60).subarray(0, 22))]);
    expect(await ask('52 0600 02')).toBeUndefined();
    expect(requests).toEqual([Uint8Array.of(1), Uint8Array.of(2)]);
  });

  it('of ESP-IDF v3.2 goes on with a read that nobody finished', async () => {
    const { ask } = server({}, 'v3.2');
    await ask('12 0600 01');
    const value = encodeHex(bytesOf(60));
    expect(await ask('0a 0600')).toBe(`0b${value.slice(0, 44)}`);
    expect(await ask('0a 0600')).toBe(`0b${value.slice(44, 88)}`);
    expect(await ask('0c 0600 1600')).toBe(`0d${value.slice(88)}`);
    expect(await ask('0a 0600')).toBe(`0b${value.slice(0, 44)}`);
  });
});
