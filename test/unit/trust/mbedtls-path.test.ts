import { describe, expect, it } from 'vitest';
import type { TrustedAuthority } from '../../../electron/core/trust/anchors.ts';
import { type Certificate, parseCertificate } from '../../../electron/core/trust/certificate.ts';
import { explainPath } from '../../../electron/core/trust/explain-path.ts';
import { type PathQuery, searchPath } from '../../../electron/core/trust/mbedtls-path.ts';
import { mbedTlsProfile } from '../../../electron/core/trust/mbedtls-profile.ts';
import { type CertificateSpec, ecKey, issue, issueCa, rsaKey, type TestCertificate } from '../../support/pki.ts';
import { issuing, leaf, newByOld, newRoot, now, oldRoot, otherRoot, updateHost } from './seed-pki.ts';

function read({ der }: TestCertificate): Certificate {
  const certificate = parseCertificate(der);
  if (!certificate.ok) throw new Error(certificate.problem.code);
  return certificate.value;
}

function trusting(...anchors: readonly TestCertificate[]): TrustedAuthority[] {
  return anchors.map(read).map((certificate) => ({ ...certificate, certificate }));
}

function query(
  chain: readonly [TestCertificate, ...TestCertificate[]],
  anchors: readonly TestCertificate[],
  more: Partial<PathQuery> = {},
): PathQuery {
  const [first, ...rest] = chain;
  const profile = mbedTlsProfile('2.13.1');
  return {
    chain: [read(first), ...rest.map(read)],
    trusted: trusting(...anchors),
    host: undefined,
    clock: undefined,
    profile,
    ...more,
  };
}

async function flagsOf(...parameters: Parameters<typeof query>): Promise<number> {
  const { code, flags } = await searchPath(query(...parameters));
  expect(code).toBe(flags === 0 ? 0 : 0x2700);
  return flags;
}

const root = issueCa('Root', ecKey('root'));
const intermediate = issueCa('Intermediate', ecKey('intermediate'), root);
const end = issue({ name: 'end', key: ecKey('end'), by: intermediate });

describe('order of what is sent', () => {
  it('a reversed chain is refused although every certificate is there', async () => {
    expect(await flagsOf([leaf, issuing, newByOld], [oldRoot])).toBe(0);
    expect(await flagsOf([leaf, newByOld, issuing], [oldRoot])).toBe(0x8);
  });

  it('an extra cross-sign above a trusted root does no harm, even expired and with dates on', async () => {
    expect(await flagsOf([leaf, issuing, newByOld], [newRoot], { clock: now })).toBe(0);
  });

  it('the root in the chain, and a self-signed root before its cross-sign, do no harm', async () => {
    expect(await flagsOf([leaf, issuing, newRoot], [newRoot])).toBe(0);
    expect(await flagsOf([leaf, issuing, newRoot, newByOld], [oldRoot])).toBe(0);
  });

  it('strangers between members are passed over', async () => {
    expect(await flagsOf([leaf, otherRoot, issuing, otherRoot, newByOld], [oldRoot])).toBe(0);
  });
});

describe('dates', () => {
  it('play no part when they are not checked', async () => {
    expect(await flagsOf([leaf, issuing, newByOld], [oldRoot], { clock: undefined })).toBe(0);
  });

  it('of the anchor count when they are checked', async () => {
    const in2023 = Date.UTC(2023, 5, 1);
    expect(await flagsOf([leaf, issuing, newByOld], [oldRoot], { clock: in2023 })).toBe(0x1);
  });

  it('with the clock at 1970 lie in the future', async () => {
    expect(await flagsOf([leaf, issuing], [newRoot], { clock: 0 })).toBe(0x200);
  });

  it('hold to the second at both ends', async () => {
    const [start, finish] = [Date.UTC(2022, 0, 1), Date.UTC(2028, 0, 1)];
    expect(await flagsOf([leaf, issuing], [newRoot], { clock: start })).toBe(0);
    expect(await flagsOf([leaf, issuing], [newRoot], { clock: start - 1000 })).toBe(0x200);
    expect(await flagsOf([leaf, issuing], [newRoot], { clock: finish })).toBe(0);
    expect(await flagsOf([leaf, issuing], [newRoot], { clock: finish + 1000 })).toBe(0x1);
  });
});

describe('who may issue', () => {
  const with_ = (spec: Partial<CertificateSpec>) => {
    const middle = issue({ name: 'Middle', key: ecKey('middle'), by: root, ca: true, keyUsage: 0x06, ...spec });
    return flagsOf([issue({ name: 'end', key: ecKey('end'), by: middle }), middle], [root]);
  };

  it('wants the CA bit and keyCertSign', async () => {
    expect(await with_({})).toBe(0);
    expect(await with_({ ca: false })).toBe(0x8);
    expect(await with_({ keyUsage: 0x02 })).toBe(0x8);
  });

  it('wants no bit that keeps a key to enciphering or deciphering only', async () => {
    expect(await with_({ keyUsage: 0x07 })).toBe(0x8);
    expect(await with_({ keyUsage: 0x8006 })).toBe(0x8);
    expect(await with_({ keyUsage: 0xfe })).toBe(0);
  });

  it('exempts a trusted certificate of version 1, and not one that was sent', async () => {
    const old = issue({ name: 'Root', key: ecKey('root'), version: 1 });
    expect(await flagsOf([end, intermediate], [old])).toBe(0);
    const middle = issue({ name: 'Middle', key: ecKey('middle'), by: root, version: 1 });
    expect(await flagsOf([issue({ name: 'end', key: ecKey('end'), by: middle }), middle], [root])).toBe(0x8);
  });

  it('counts intermediates against the path length, self-issued ones left out', async () => {
    const short = issueCa('Root', ecKey('root'), undefined, { pathLength: 0 });
    expect(await flagsOf([issue({ name: 'end', key: ecKey('end'), by: short })], [short])).toBe(0);
    expect(await flagsOf([end, intermediate], [short])).toBe(0x8);
    const one = issueCa('Root', ecKey('root'), undefined, { pathLength: 1 });
    const rollover = issueCa('Intermediate', ecKey('rollover'), { name: 'Intermediate', key: ecKey('intermediate') });
    const last = issue({ name: 'end', key: ecKey('end'), by: rollover });
    expect(await flagsOf([last, rollover, intermediate], [one])).toBe(0);
  });

  it('takes a cross-signed certificate as an anchor, and a pinned leaf only when it is self-issued', async () => {
    expect(await flagsOf([end, intermediate], [intermediate])).toBe(0);
    expect(await flagsOf([end], [end])).toBe(0x8);
    const self = issue({ name: 'self', key: ecKey('self') });
    expect(await flagsOf([self], [self])).toBe(0);
    expect(await flagsOf([issue({ name: 'self', key: ecKey('self') })], [self])).toBe(0x8);
  });

  it('takes the key that signed among trusted certificates of the same name', async () => {
    const impostor = issueCa('Root', ecKey('impostor'));
    expect(await flagsOf([end, intermediate], [impostor, root])).toBe(0);
    expect(await flagsOf([end, intermediate], [impostor])).toBe(0x8);
  });

  it('does not go back when a sent certificate of the right name did not sign', async () => {
    const impostor = issueCa('Intermediate', ecKey('impostor'), root);
    expect(await flagsOf([end, impostor, intermediate], [root])).toBe(0x8);
  });

  it('says that the right certificate is there and may not issue', async () => {
    const middle = issue({ name: 'Middle', key: ecKey('middle'), by: root, ca: false });
    const asked = query([issue({ name: 'end', key: ecKey('end'), by: middle }), middle], [root]);
    const reasons = await explainPath(await searchPath(asked), asked);
    expect(reasons.map(({ code }) => code)).toEqual(['no-path', 'not-a-ca']);
    expect(reasons[1]?.params).toEqual({ subject: 'CN=Middle' });
  });

  it('breaks off beyond eight intermediates', async () => {
    const ladder = [root];
    for (let step = 1; step <= 9; step++) ladder.unshift(issueCa(`Step ${step}`, ecKey(`step ${step}`), ladder[0]));
    const eight = ladder.slice(1, 9);
    const after8 = issue({ name: 'end', key: ecKey('end'), by: ladder[1] ?? root });
    expect(await flagsOf([after8, ...eight], [root])).toBe(0);
    const after9 = issue({ name: 'end', key: ecKey('end'), by: ladder[0] ?? root });
    const asked = query([after9, ...ladder.slice(0, 9)], [root]);
    const result = await searchPath(asked);
    expect(result).toMatchObject({ code: 0x3000, flags: 0xffffffff });
    expect((await explainPath(result, asked)).map(({ code }) => code)).toEqual(['too-many-intermediates']);
  });
});

describe('hashes and keys', () => {
  const profile2 = mbedTlsProfile('2.16.12');
  const profile3 = mbedTlsProfile('3.6.0');

  it('refuses SHA-1 below the anchor, and does not look at the signature of the anchor', async () => {
    const weak = issue({ name: 'weak', key: ecKey('end'), by: newRoot, hash: 'sha1' });
    expect(await flagsOf([weak], [newRoot])).toBe(0x4000);
    expect(await flagsOf([leaf, issuing, newByOld], [oldRoot])).toBe(0);
  });

  it('refuses RSA below 2048 bits as leaf and as issuer', async () => {
    const small = issueCa('Small', rsaKey('small', 1024));
    expect(await flagsOf([issue({ name: 'end', key: ecKey('end'), by: small })], [small])).toBe(0x10000);
    expect(await flagsOf([issue({ name: 'end', key: rsaKey('small', 1024), by: root })], [root])).toBe(0x10000);
  });

  it('lets only version 2 take curves below 256 bits', async () => {
    const short = issue({ name: 'end', key: ecKey('p224', 'secp224r1'), by: root });
    expect(await flagsOf([short], [root], { profile: profile2 })).toBe(0);
    expect(await flagsOf([short], [root], { profile: profile3 })).toBe(0x10000);
    expect(await flagsOf([short], [root], { profile: mbedTlsProfile(undefined) })).toBe(0x10000);
  });

  it('lets only version 2 take SHA-224, and marks a result that hangs on it because it cannot be checked here', async () => {
    const asked = query([issue({ name: 'end', key: ecKey('end'), by: root, hash: 'sha224' })], [root]);
    expect(await searchPath({ ...asked, profile: profile2 })).toMatchObject({ flags: 0, unsupported: true });
    expect(await searchPath({ ...asked, profile: profile3 })).toMatchObject({ flags: 0x4000, unsupported: false });
  });
});

describe('the host name', () => {
  const serves = async (host: string, spec: Partial<CertificateSpec>, version = '2.13.1') => {
    const certificate = issue({ name: 'cn.example.com', key: ecKey('end'), by: root, ...spec });
    return (await flagsOf([certificate], [root], { host, profile: mbedTlsProfile(version) })) === 0;
  };

  it('is sought in the CN only where there is no subjectAltName', async () => {
    expect(await serves('cn.example.com', {})).toBe(true);
    expect(await serves('cn.example.com', { dnsNames: [updateHost] })).toBe(false);
    expect(await serves('FW.example.COM', { dnsNames: [updateHost] })).toBe(true);
  });

  it('matches a wildcard for exactly one whole label', async () => {
    const dnsNames = ['*.example.com'];
    expect(await serves('fw.example.com', { dnsNames })).toBe(true);
    expect(await serves('a.fw.example.com', { dnsNames })).toBe(false);
    expect(await serves('example.com', { dnsNames })).toBe(false);
    expect(await serves('.example.com', { dnsNames })).toBe(false);
    expect(await serves('fwxexample.com', { dnsNames: ['f*.example.com'] })).toBe(false);
  });

  it('as an address counts from Mbed TLS 3.5 on', async () => {
    const spec = { ipAddresses: [[192, 168, 4, 1]] };
    expect(await serves('192.168.4.1', spec, '3.4.0')).toBe(false);
    expect(await serves('192.168.4.1', spec, '3.5.0')).toBe(true);
    expect(await serves('192.168.4.2', spec, '3.6.2')).toBe(false);
    expect(await serves('192.168.04.1', spec, '3.6.2')).toBe(false);
  });

  it('as an address of IPv6 counts however it is written', async () => {
    const address = [0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 192, 0, 2, 1];
    const isServed = (host: string) => serves(host, { ipAddresses: [address] }, '3.6.2');
    for (const host of ['2001:db8::c000:201', '2001:DB8:0:0::192.0.2.1', '2001:0db8:0:0:0:0:c000:201']) {
      expect(await isServed(host), host).toBe(true);
    }
    for (const host of [
      '2001:db8::c000:202',
      '2001:db8::c000::201',
      '2001:db8:0:0:0:0:0:c000:201',
      '2001:db8:c000:201',
    ]) {
      expect(await isServed(host), host).toBe(false);
    }
    expect(await serves('2001:db8::c000:201', { ipAddresses: [address] }, '3.4.0')).toBe(false);
  });

  it('adds its flag to the others', async () => {
    expect(await flagsOf([leaf, issuing], [oldRoot], { host: 'www.example.com' })).toBe(0xc);
  });
});
