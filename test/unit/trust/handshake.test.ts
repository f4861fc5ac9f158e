import { describe, expect, it } from 'vitest';
import { type HandshakeQuery, runHandshake } from '../../../electron/core/trust/handshake.ts';
import { mbedTlsProfile } from '../../../electron/core/trust/mbedtls-profile.ts';
import { certificateMessageLength, usualFlight } from '../../../electron/core/trust/receive-limits.ts';
import { sequence } from '../../../electron/sim/firmware/der.ts';
import { type CertificateSpec, ecKey, issue, rsaKey, type TestCertificate } from '../../support/pki.ts';
import { readCertificate } from './read-certificate.ts';
import { issuing, leaf, newRoot } from './seed-pki.ts';

async function shake(
  [first, ...rest]: readonly [TestCertificate, ...TestCertificate[]],
  version = '2.13.1',
  more: Partial<HandshakeQuery> = {},
): Promise<string> {
  const chain = [readCertificate(first), ...rest.map(readCertificate)] as const;
  const anchor = readCertificate(newRoot);
  const { stage, code, flags } = await runHandshake({
    chain,
    store: { kind: 'list', trusted: [{ ...anchor, certificate: anchor }] },
    host: undefined,
    clock: undefined,
    profile: mbedTlsProfile(version),
    flight: usualFlight(chain),
    inputBuffer: 16384,
    ...more,
  });
  return `${stage} ${code.toString(16)} ${flags.toString(16)}`;
}

const good = [leaf, issuing] as const;
const accepted = 'path 0 0';

describe('what a unit can take in', () => {
  const length = certificateMessageLength(good.map(readCertificate));

  it('is a message that fits its buffer to the byte', async () => {
    expect(await shake(good, '2.13.1', { inputBuffer: length })).toBe(accepted);
    expect(await shake(good, '2.13.1', { inputBuffer: length - 1 })).toBe('receive 7200 0');
  });

  it('is told apart by 2.17 and later, which ask for the record before they compare its size', async () => {
    const flight = { certificateRecords: 1, recordSizes: [4416] };
    expect(await shake(good, '3.6.4', { inputBuffer: 4096, flight })).toBe('receive 7200 0');
    const larger = { certificateRecords: 1, recordSizes: [4417] };
    expect(await shake(good, '3.6.4', { inputBuffer: 4096, flight: larger })).toBe('receive 7100 0');
    expect(await shake(good, '2.16.12', { inputBuffer: 4096, flight: larger })).toBe('receive 7200 0');
  });

  it('is no message spread over records before 3.6.3', async () => {
    const flight = { certificateRecords: 2, recordSizes: [80, 600, length - 600] };
    expect(await shake(good, '2.13.1', { flight })).toBe('receive 7080 0');
    expect(await shake(good, '3.6.2', { flight })).toBe('receive 7080 0');
    expect(await shake(good, '3.6.3', { flight })).toBe(accepted);
    expect(await shake(good, '3.6.3', { flight, inputBuffer: 700 })).toBe('receive 7100 0');
  });
});

describe('certificates that cannot be parsed', () => {
  const empty: CertificateSpec['extensions'] = [['2.5.29.35', sequence()]];
  const odd = issue({ name: 'odd', key: ecKey('odd'), extensions: empty });

  it('end the handshake wherever they stand', async () => {
    expect(await shake([leaf, issuing, odd], '3.6.4')).toBe('parse 2560 0');
    expect(await shake([leaf, issuing, odd], '3.4.0')).toBe(accepted);
  });

  it('are left out of the unit’s own list, unless there is no other', async () => {
    const [anchor, refused] = [readCertificate(newRoot), readCertificate(odd)];
    const trusted = [refused, anchor].map((certificate) => ({ ...certificate, certificate }));
    expect(await shake(good, '3.6.4', { store: { kind: 'list', trusted } })).toBe(accepted);
    const store = { kind: 'list' as const, trusted: trusted.slice(0, 1) };
    expect(await shake(good, '3.6.4', { store })).toBe('store 2560 0');
  });
});

describe('what the leaf is for', () => {
  const served = (spec: Partial<CertificateSpec>) =>
    shake([issue({ name: 'end', key: ecKey('end'), by: newRoot, ...spec })]);

  it('is signing, or with RSA being encrypted to', async () => {
    expect(await served({ keyUsage: 0x80 })).toBe(accepted);
    expect(await served({ keyUsage: 0x20 })).toBe('usage 7a00 800');
    expect(await served({ keyUsage: 0x20, key: rsaKey('end') })).toBe(accepted);
    expect(await served({ keyUsage: 0x06, key: rsaKey('end') })).toBe('usage 7a00 800');
    expect(await served({ keyUsage: 0x8080, key: rsaKey('end') })).toBe('usage 7a00 800');
  });

  it('is serving, or anything', async () => {
    expect(await served({ purposes: ['1.3.6.1.5.5.7.3.1'] })).toBe(accepted);
    expect(await served({ purposes: ['2.5.29.37.0'] })).toBe(accepted);
    expect(await served({ purposes: ['1.3.6.1.5.5.7.3.2'] })).toBe('usage 7a00 1000');
  });

  it('adds its flag to those of a path that fails anyway', async () => {
    const stranger = issue({ name: 'end', key: ecKey('end'), purposes: ['1.3.6.1.5.5.7.3.2'] });
    expect(await shake([stranger])).toBe('path 2700 1008');
  });
});
