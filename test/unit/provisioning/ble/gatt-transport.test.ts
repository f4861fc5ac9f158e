import { describe, expect, it } from 'vitest';
import { RecoveryError } from '../../../../electron/core/errors/recovery-error.ts';
import { gattTransport } from '../../../../electron/core/provisioning/ble/gatt-transport.ts';
import { openSession } from '../../../../electron/core/provisioning/open-session.ts';
import { leastSecurity } from '../../../../electron/core/provisioning/security-policy.ts';
import { type FirmwareStyle, firmwareStyles } from '../../../../electron/sim/provisioning/firmware-style.ts';
import { ProtocommDevice } from '../../../../electron/sim/provisioning/protocomm-device.ts';
import { type GattUnitOptions, linkTo } from '../../../support/gatt-unit.ts';
import { plusOne, random } from '../bench.ts';

const pop = 'abcd1234';
const credentials = { pop, username: 'wifiprov' };

function unitOf(style: FirmwareStyle, security: 1 | 2 = style.protoVer === 'full' ? 2 : 1): ProtocommDevice {
  return new ProtocommDevice({
    security,
    pop,
    style,
    random,
    endpoints: new Map([['echo', plusOne]]),
    labels: () => [{ label: 'own', version: '1', capabilities: ['ep:echo=ff54'] }],
  });
}

async function failure(promise: Promise<unknown>): Promise<RecoveryError> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof RecoveryError)) throw new Error('did not fail with a coded error', { cause: error });
  return error;
}

async function echoOver(unit: ProtocommDevice, options: GattUnitOptions, length: number) {
  const link = linkTo(unit, options);
  const transport = await gattTransport(link, { simulated: true });
  const session = await openSession(transport, { credentials, policy: leastSecurity, random });
  const answer = await session.request('echo', new Uint8Array(length).fill(1));
  expect(answer).toEqual(new Uint8Array(length).fill(2));
  return { link, transport, session };
}

describe('protocomm over GATT', () => {
  it.each([
    ['v4.4', 500],
    ['v5.1', 500],
    ['current', 23],
    ['current', 185],
    ['current', 256],
    ['current', 517],
    ['current', undefined],
  ] as const)('opens a session and exchanges with %s at MTU %s', async (generation, mtu) => {
    const { transport } = await echoOver(unitOf(firmwareStyles[generation]), { mtu }, 100);
    expect(transport.channel).toBe('ble');
    expect(transport.simulated).toBe(true);
  });

  it('finds the endpoints of v3.2, which names none, by their 16-bit UUIDs', async () => {
    const link = linkTo(unitOf(firmwareStyles['v3.2']), { mtu: 500 });
    const transport = await gattTransport(link);
    const session = await openSession(transport, { credentials, policy: leastSecurity, random });
    expect(session.capabilities.generation).toBe('text');
    expect(link.writes[0]?.characteristic).toBe('0000ff5300001000800000805f9b34fb');
  });

  it('finds an endpoint of the application by what proto-ver says where names cannot be read', async () => {
    const { link } = await echoOver(unitOf(firmwareStyles.current), { mtu: undefined, readsNames: false }, 40);
    expect(link.writes.at(-1)?.characteristic).toBe('1775ff546b43439b877c060f2d9bed07');
  });

  it.each([
    ['Bluedroid with security 2', 'v5.1', 500, { request: 481, answer: 481, singleWrite: 481 }],
    ['Bluedroid without', 'v4.4', 500, { request: 257, answer: 257, singleWrite: 244 }],
    ['NimBLE set up for speed', 'current', 517, { request: 512, answer: 512, singleWrite: 495 }],
    ['NimBLE as it comes', 'current', 256, { request: 512, answer: 512, singleWrite: 244 }],
    ['NimBLE behind a small central', 'current', 185, { request: 512, answer: 512, singleWrite: 182 }],
    ['the smallest MTU, by long writes', 'current', 23, { request: 481, answer: 481 }],
    ['a system that hides the MTU', 'current', undefined, { request: 481, answer: 481 }],
  ] as const)('carries what fits %s', async (_, generation, mtu, limits) => {
    const transport = await gattTransport(linkTo(unitOf(firmwareStyles[generation]), { mtu }));
    expect(transport.limits).toEqual(limits);
  });

  it('shakes hands over security 2 where the first message is longer than one write', async () => {
    const { link } = await echoOver(unitOf(firmwareStyles.current), { mtu: 256 }, 10);
    expect(Math.max(...link.writes.map(({ length }) => length))).toBeGreaterThan(253);
  });

  it('keeps to what the product says its firmware can', async () => {
    const link = linkTo(unitOf(firmwareStyles.current), { mtu: 517 });
    const { limits } = await gattTransport(link, { attributeLimit: 300 });
    expect(limits).toEqual({ request: 300, answer: 300, singleWrite: 244 });
  });

  it('never takes what the last link left for an answer', async () => {
    const stale = new TextEncoder().encode('{"prov":{"ver":"v1.1","sec_ver":0,"cap":["no_sec"]}}');
    const { session } = await echoOver(unitOf(firmwareStyles['v5.1']), { mtu: 500, stale }, 20);
    expect(session.capabilities.security).toBe(2);
  });

  it('loses the session where the system hides a refusal and the old answer is read again', async () => {
    const unit = unitOf(firmwareStyles['v5.1']);
    const { link, session } = await echoOver(unit, { mtu: 500 }, 20);
    link.hidesRefusals = true;
    unit.faults.plan(unit.faults.count, 'corrupt-request');
    expect(await failure(session.request('echo', new Uint8Array(20)))).toMatchObject({
      code: 'provisioning.bad-answer',
    });
    expect(session.isLost).toBe(true);
  });

  it('takes an empty value for no answer', async () => {
    const link = linkTo(unitOf(firmwareStyles.current), { mtu: 256 });
    const transport = await gattTransport(link);
    link.hidesRefusals = true;
    const error = await failure(transport.exchange('echo', new Uint8Array(4)));
    expect(error).toMatchObject({ code: 'provisioning.exchange-failed', params: { endpoint: 'echo' } });
    expect(link.isOpen).toBe(false);
  });

  it.each([
    ['a value that goes on without end', new RecoveryError('ble.too-long', { limit: 512 })],
    ['a value longer than any attribute', new Uint8Array(513)],
    ['a link that breaks in mid-read', new RecoveryError('ble.link-lost')],
    ['a read that takes too long', new RecoveryError('ble.timed-out', { operation: 'read' })],
  ])('ends the link after %s', async (_, nextRead) => {
    const link = linkTo(unitOf(firmwareStyles.current), { mtu: 256 });
    const transport = await gattTransport(link);
    link.nextRead = nextRead;
    expect(await failure(transport.exchange('prov-session', Uint8Array.of(1)))).toMatchObject({
      code: 'provisioning.exchange-failed',
      params: { endpoint: 'prov-session' },
    });
    expect(link.isOpen).toBe(false);
    expect(await failure(transport.exchange('proto-ver', Uint8Array.of(1)))).toMatchObject({
      code: 'provisioning.exchange-failed',
    });
  });

  it('ends the link after a refusal, keeping what the unit said', async () => {
    const link = linkTo(unitOf(firmwareStyles.current), { mtu: 256 });
    const transport = await gattTransport(link);
    const error = await failure(transport.exchange('echo', new Uint8Array(4)));
    expect(error.code).toBe('provisioning.exchange-failed');
    expect(error.cause).toMatchObject({ code: 'ble.refused', params: { status: 4 } });
    expect(link.isOpen).toBe(false);
  });

  it.each([
    ['an empty request', 'proto-ver', new Uint8Array()],
    ['more than the unit takes', 'proto-ver', new Uint8Array(513)],
    ['an endpoint that is not there', 'nothing', Uint8Array.of(1)],
  ])('does not send %s', async (_, endpoint, request) => {
    const link = linkTo(unitOf(firmwareStyles.current), { mtu: 256 });
    const transport = await gattTransport(link);
    const before = link.writes.length;
    expect((await failure(transport.exchange(endpoint, request))).code).toBe('provisioning.exchange-failed');
    expect(link.writes.length).toBe(before);
  });

  it('rejects with the reason of whoever gives up, and ends the link', async () => {
    const link = linkTo(unitOf(firmwareStyles.current), { mtu: 256 });
    const transport = await gattTransport(link);
    const controller = new AbortController();
    const reason = new Error('enough');
    link.nextRead = new RecoveryError('ble.link-lost');
    const exchange = transport.exchange('prov-session', Uint8Array.of(1), controller.signal);
    controller.abort(reason);
    await expect(exchange).rejects.toBe(reason);
    await transport.close();
    expect(link.isOpen).toBe(false);
  });

  it('is not opened on a unit without provisioning, which is let go', async () => {
    const own = linkTo(unitOf(firmwareStyles.current), { mtu: 256 });
    let isOpen = true;
    const other = {
      id: own.id,
      mtu: own.mtu,
      services: own.services.slice(0, 1),
      write: own.write,
      read: own.read,
      disconnect: async () => {
        isOpen = false;
      },
    };
    expect((await failure(gattTransport(other))).code).toBe('ble.not-provisioning');
    expect(isOpen).toBe(false);
  });
});
