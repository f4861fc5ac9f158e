import { create, toBinary } from '@bufbuild/protobuf';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RecoveryError } from '../../../electron/core/errors/recovery-error.ts';
import type { ProvisioningTransport } from '../../../electron/core/interfaces/provisioning-transport.ts';
import { parseProtoVer } from '../../../electron/core/provisioning/capabilities.ts';
import { openSession } from '../../../electron/core/provisioning/open-session.ts';
import { S1Resp0Schema, Sec1Msg, Sec1PayloadSchema } from '../../../electron/core/provisioning/proto/sec1_pb.ts';
import { S2Resp0Schema, Sec2Msg, Sec2PayloadSchema } from '../../../electron/core/provisioning/proto/sec2_pb.ts';
import { SessionDataSchema } from '../../../electron/core/provisioning/proto/session_pb.ts';
import { parseQrPayload } from '../../../electron/core/provisioning/qr-payload.ts';
import { recoveryOfferOf } from '../../../electron/core/provisioning/recovery-offer.ts';
import { groupPrime, minimal } from '../../../electron/core/provisioning/security/srp.ts';
import { leastSecurity } from '../../../electron/core/provisioning/security-policy.ts';
import { random } from './bench.ts';

const utf8 = new TextEncoder();
const protoVer = (security: number) => utf8.encode(JSON.stringify({ prov: { ver: 'v1.1', sec_ver: security } }));

/** A unit that answers proto-ver, then the given bytes whatever is asked. */
function liar(security: number, answer: Uint8Array): ProvisioningTransport {
  return {
    channel: 'ble',
    simulated: true,
    limits: { request: 4096, answer: 4096 },
    exchange: async (endpoint) => (endpoint === 'proto-ver' ? protoVer(security) : answer),
    close: async () => {},
  };
}

async function codeOf(security: number, answer: Uint8Array): Promise<string> {
  const credentials = { pop: 'abcd1234', username: 'wifiprov' };
  try {
    await openSession(liar(security, answer), { credentials, policy: { ...leastSecurity, security: 0 }, random });
    return 'opened';
  } catch (error) {
    if (error instanceof RecoveryError) return error.code;
    throw error;
  }
}

function sec2Hello(devicePubkey: Uint8Array, deviceSalt = new Uint8Array(16).fill(1)): Uint8Array {
  const value = create(S2Resp0Schema, { devicePubkey, deviceSalt });
  const sec2 = create(Sec2PayloadSchema, { msg: Sec2Msg.S2Response0, payload: { case: 'resp0', value } });
  return toBinary(SessionDataSchema, create(SessionDataSchema, { secVer: 2, proto: { case: 'sec2', value: sec2 } }));
}

function sec1Hello(devicePubkey: Uint8Array, deviceRandom = new Uint8Array(16)): Uint8Array {
  const value = create(S1Resp0Schema, { devicePubkey, deviceRandom });
  const sec1 = create(Sec1PayloadSchema, { msg: Sec1Msg.S1Response0, payload: { case: 'resp0', value } });
  return toBinary(SessionDataSchema, create(SessionDataSchema, { secVer: 1, proto: { case: 'sec1', value: sec1 } }));
}

describe('a unit that lies in the handshake', () => {
  it.each([
    ['0', Uint8Array.of(0)],
    ['N', minimal(groupPrime)],
    ['nothing', new Uint8Array()],
    ['more than the group', new Uint8Array(385).fill(1)],
  ])('cannot get past with the SRP key %s', async (_, key) => {
    expect(await codeOf(2, sec2Hello(key))).toBe('provisioning.bad-answer');
  });

  it('cannot get past with an empty or endless salt', async () => {
    expect(await codeOf(2, sec2Hello(Uint8Array.of(2), new Uint8Array()))).toBe('provisioning.bad-answer');
    expect(await codeOf(2, sec2Hello(Uint8Array.of(2), new Uint8Array(3000)))).toBe('provisioning.bad-answer');
  });

  it('cannot force a known key on security 1', async () => {
    expect(await codeOf(1, sec1Hello(new Uint8Array(32)))).toBe('provisioning.bad-answer');
    expect(await codeOf(1, sec1Hello(Uint8Array.from({ length: 32 }, (_, index) => (index === 0 ? 1 : 0))))).toBe(
      'provisioning.bad-answer',
    );
    expect(await codeOf(1, sec1Hello(new Uint8Array(31).fill(9)))).toBe('provisioning.bad-answer');
  });

  it('ends with a code whatever it answers', async () => {
    const bytes = fc.uint8Array({ maxLength: 300 });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(0, 1, 2), bytes, async (security, answer) => {
        expect(await codeOf(security, answer)).toMatch(/^(provisioning\.|opened)/);
        if (security !== 0) expect(await codeOf(security, answer)).not.toBe('opened');
      }),
      { numRuns: 150 },
    );
  });

  it('ends with a code when it answers too much', async () => {
    expect(await codeOf(1, new Uint8Array(100_000))).toBe('provisioning.bad-answer');
  });
});

describe('parseProtoVer', () => {
  it('reads v3.2, v3.3 to v4.x, and current firmware with its recovery label', () => {
    expect(parseProtoVer(utf8.encode('V0.1'))).toMatchObject({
      value: { generation: 'text', version: 'V0.1', security: 1 },
    });
    const old = { prov: { ver: 'v1.1', cap: ['no_sec', 'wifi_scan'] } };
    expect(parseProtoVer(utf8.encode(JSON.stringify(old, null, '\t')))).toMatchObject({
      value: { generation: 'unstated', security: 0, patch: 0 },
    });
    const cap = ['rcv-info', 'rcv-fw', 'ep:rcv-info=ff54', 'ep:rcv-fw=ff55', 'fw:seed-radio/1.4.2'];
    const full = { prov: { ver: 'netprov-v1.2', sec_ver: 2, sec_patch_ver: 1 }, rcv: { ver: '1.0', cap } };
    const answer = parseProtoVer(utf8.encode(JSON.stringify(full)));
    expect(answer).toMatchObject({ value: { generation: 'full', security: 2, patch: 1 } });
    expect(answer.ok && recoveryOfferOf(answer.value)).toEqual({
      version: '1.0',
      endpoints: ['rcv-info', 'rcv-fw'],
      shortIds: new Map([
        ['rcv-info', 0xff54],
        ['rcv-fw', 0xff55],
      ]),
      firmware: { project: 'seed-radio', version: '1.4.2' },
    });
    const local = { local_ctrl: { ver: 'v1.0', sec_ver: 1 } };
    expect(parseProtoVer(utf8.encode(JSON.stringify(local)))).toMatchObject({ value: { security: 1 } });
  });

  it('refuses what is neither', () => {
    for (const text of [
      '',
      '{',
      '{}',
      '[]',
      '{"prov":{"ver":"v1.1","sec_ver":7}}',
      '<html>x y</html>',
      'x'.repeat(5000),
    ]) {
      expect(parseProtoVer(utf8.encode(text)).ok, text.slice(0, 20)).toBe(false);
    }
    expect(parseProtoVer(Uint8Array.of(0xff, 0xfe)).ok).toBe(false);
  });

  it('takes any bytes and never throws', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void parseProtoVer(bytes)));
    fc.assert(fc.property(fc.json(), (json) => void parseProtoVer(utf8.encode(json))));
    const deep = `${'{"prov":'.repeat(400)}1${'}'.repeat(400)}`;
    expect(parseProtoVer(utf8.encode(deep)).ok).toBe(false);
  });
});

describe('parseQrPayload', () => {
  it('reads what Espressif’s tools print', () => {
    const text = '{"ver":"v1","name":"PROV_A1B2C3","username":"wifiprov","pop":"abcd1234","transport":"softap"}';
    expect(parseQrPayload(text)).toEqual({
      ok: true,
      value: { name: 'PROV_A1B2C3', transport: 'softap', pop: 'abcd1234', username: 'wifiprov', network: 'wifi' },
    });
  });

  it('refuses the rest and tells no secret', () => {
    const wrong = [
      '',
      'WIFI:T:WPA;S:x;P:y;;',
      '{"ver":"v2","name":"x","pop":"geheim","transport":"ble"}',
      `"${'x'.repeat(2000)}"`,
    ];
    for (const text of wrong) {
      const answer = parseQrPayload(text);
      expect(answer.ok).toBe(false);
      expect(JSON.stringify(answer)).not.toContain('geheim');
    }
    fc.assert(fc.property(fc.string(), (text) => void parseQrPayload(text)));
  });
});
