import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { profileIds } from '../../../electron/core/tls/client-profile.ts';
import { type ServerProbe, serverViewOf } from '../../../electron/core/tls/server-probe.ts';
import { encodeServerProbe, parseServerProbe } from '../../../electron/core/tls/stored-probe.ts';

const stored: ServerProbe = {
  schema: 1,
  host: 'fw.example.com',
  port: 443,
  at: '2026-11-24T10:00:00.000Z',
  profile: 'mbedtls-2.16',
  result: {
    kind: 'flight',
    version: '1.2',
    suite: 'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384',
    group: 'secp256r1',
    chain: ['MAEA', 'MAIAAA=='],
    certificateMessageBytes: 20,
    certificateRecords: 1,
    recordSizes: [65, 20, 333, 4],
  },
  findings: [{ code: 'certificate-fragmented', params: { records: 2, bytes: 20 } }],
};

describe('stored probe', () => {
  it('comes back as it was and gives the same view of the server', () => {
    const back = parseServerProbe(encodeServerProbe(stored));
    expect(back).toEqual({ ok: true, value: stored });
    expect(back.ok && serverViewOf(back.value)).toEqual({
      host: 'fw.example.com',
      chain: ['MAEA', 'MAIAAA=='],
      source: 'probe',
      flight: { certificateRecords: 1, recordSizes: [65, 20, 333, 4] },
    });
  });

  it('of a refusal comes back, and has no chain to judge', () => {
    const refused: ServerProbe = {
      ...stored,
      address: '192.0.2.7',
      result: { kind: 'refused', alert: 70, alertName: 'protocol_version' },
      findings: [{ code: 'tls13-only', params: { alert: 70 } }],
    };
    expect(parseServerProbe(encodeServerProbe(refused))).toEqual({ ok: true, value: refused });
    expect(serverViewOf(refused)).toBeUndefined();
  });

  it.each([
    ['schema', { ...stored, schema: 2 }],
    ['port', { ...stored, port: 0 }],
    ['at', { ...stored, at: 'yesterday' }],
    ['profile', { ...stored, profile: 'chrome' }],
    ['result.chain.1', { ...stored, result: { ...stored.result, chain: ['MAEA', 'not base64!'] } }],
    ['result.chain', { ...stored, result: { ...stored.result, chain: [] } }],
    ['result.chain', { ...stored, result: { ...stored.result, chain: Array(65).fill('MAEA') } }],
    ['findings.0.code', { ...stored, findings: [{ code: '__proto__', params: {} }] }],
    ['', null],
  ])('names the field that is wrong: %s', (field, value) => {
    expect(parseServerProbe(JSON.stringify(value))).toMatchObject({
      ok: false,
      problem: { code: 'stored-probe.unreadable', params: { field } },
    });
  });

  it('of more than 1 MiB is not even looked at', () => {
    expect(parseServerProbe(' '.repeat((1 << 20) + 1))).toMatchObject({ problem: { code: 'stored-probe.too-large' } });
  });

  it('never throws on any text', () => {
    const text = encodeServerProbe(stored);
    fc.assert(fc.property(fc.string(), (garbage) => void parseServerProbe(garbage)));
    fc.assert(fc.property(fc.json(), (json) => void parseServerProbe(json)));
    fc.assert(
      fc.property(fc.nat(text.length), fc.string({ maxLength: 3 }), (at, insert) => {
        parseServerProbe(text.slice(0, at) + insert + text.slice(at + insert.length));
      }),
    );
  });

  it('knows every profile there is', () => {
    for (const profile of profileIds) expect(parseServerProbe(encodeServerProbe({ ...stored, profile })).ok).toBe(true);
  });
});
