import { type Certificate, parseCertificate } from '../../../electron/core/trust/certificate.ts';
import { der, integer, objectIdentifier, sequence } from '../../../electron/sim/firmware/der.ts';
import { type CertificateSpec, ecKey, issue, rsaKey, type TestAuthority, type TestName } from '../../support/pki.ts';
import type { Dice } from './random-cases.ts';

const cn = '2.5.4.3';
const o = '2.5.4.10';
const tag = { utf8: 0x0c, printable: 0x13, teletex: 0x14, ia5: 0x16 } as const;

/** Names that Mbed TLS takes for the same, for others, or for the same in a list and others in a bundle. */
const authorityNames: readonly TestName[] = [
  'Made Root',
  'MADE root',
  [[cn, tag.utf8, 'Made Root']],
  [[cn, tag.utf8, 'made ROOT']],
  [[cn, tag.teletex, 'Made Root']],
  [[cn, tag.teletex, 'MADE Root']],
  [[cn, tag.ia5, 'Made Root']],
  [[cn, tag.utf8, 'Mäde']],
  [[cn, tag.utf8, 'MäDE']],
  [[cn, tag.utf8, 'MÄDE']],
  [
    [o, tag.printable, 'Made'],
    [cn, tag.printable, 'Made Root'],
  ],
  [
    [cn, tag.printable, 'Made Root'],
    [o, tag.printable, 'Made'],
  ],
  [
    [o, tag.printable, 'Made', 'joined'],
    [cn, tag.printable, 'Made Root'],
  ],
  [[o, tag.printable, 'Made Root']],
  'Made Root ',
];

const leafNames: readonly TestName[] = [
  'fw.example.com',
  'FW.example.com',
  '*.example.com',
  [
    [cn, tag.utf8, 'other'],
    [cn, tag.utf8, 'fw.example.com'],
  ],
  [[cn, tag.teletex, 'fw.example.com']],
  [[o, tag.printable, 'fw.example.com']],
  [],
];

const dnsNames: readonly string[] = [
  ...['fw.example.com', 'FW.Example.COM', '*.example.com', '*.EXAMPLE.com', '*.com', '*.', '*', 'f*.example.com'],
  ...['fw.example.com.', 'fw.example.com\0.evil.com', '', '.example.com', '192.0.2.1', '*.0.2.1', 'http://fw'],
];

const addresses: readonly (readonly number[])[] = [
  [192, 0, 2, 1],
  [0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1],
  [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 192, 0, 2, 1],
];

/** Hosts to ask for; the last ones are no host names at all. */
export const madeHosts: readonly (string | undefined)[] = [
  ...[
    undefined,
    'fw.example.com',
    'Fw.Example.Com',
    'a.fw.example.com',
    'example.com',
    '.example.com',
    'fw.example.com.',
  ],
  ...[
    '192.0.2.1',
    '192.0.2.01',
    '2001:db8::1',
    '2001:DB8:0:0:0:0:0:1',
    '::ffff:192.0.2.1',
    '2001:db8::1::',
    'http://fw',
  ],
];

/** Just before, at and after the edges of the validity periods below. */
export const madeClocks: readonly number[] = [
  ...[10_000, Date.UTC(2022, 5, 1), Date.UTC(2026, 5, 1), Date.UTC(2031, 5, 1), Date.UTC(2055, 5, 1)],
  ...[2020, 2024, 2030, 2050].flatMap((year) => [-1000, 0, 1000].map((step) => Date.UTC(year, 0, 1) + step)),
];

const periods = [
  { from: 2000, until: 2049 },
  { from: 2020, until: 2024 },
  { from: 2024, until: 2030 },
  { from: 2020, until: 2050 },
  { from: 2049, until: 2060 },
] as const;

const oids = {
  nameConstraints: '2.5.29.30',
  policies: '2.5.29.32',
  netscapeType: '2.16.840.1.113730.1.1',
  unknown: '1.3.6.1.4.1.99999.1',
} as const;
const constraint = sequence(der(0xa0, sequence(der(0x82, Buffer.from('example.org')))));
const policy = (oid: string) => sequence(sequence(objectIdentifier(oid)));

/** Extensions of which some refuse a certificate by version, and none changes a path. */
const extensionSets: readonly NonNullable<CertificateSpec['extensions']>[] = [
  [[oids.nameConstraints, constraint]],
  [[oids.nameConstraints, constraint, true]],
  [[oids.unknown, integer(1n)]],
  [[oids.unknown, integer(1n), true]],
  [[oids.policies, policy('2.23.140.1.2.1'), true]],
  [[oids.policies, policy('2.5.29.32.0'), true]],
  [[oids.policies, policy('2.23.140.1.2.1')]],
  [[oids.netscapeType, der(0x03, Uint8Array.of(0, 0x80))]],
];

/**
 * Certificates as no authority should issue them: few names and keys, so that each has many possible issuers, and
 * everything else that a path search looks at thrown by dice. Curves are those that can be checked here.
 */
export function madeCertificates(throws: Dice, count: number): Certificate[] {
  const keys = [
    ...[rsaKey('made one'), rsaKey('made two'), rsaKey('made short', 1024), rsaKey('made odd', 2040)],
    ...[ecKey('made one'), ecKey('made two', 'secp384r1'), ecKey('made three', 'secp521r1')],
  ];
  const pickName = () => throws.pick(throws.percent(60) ? authorityNames.slice(0, 4) : authorityNames);
  const authority = (): TestAuthority => ({ name: pickName(), key: throws.pick(keys) });
  const made: Certificate[] = [];
  while (made.length < count) {
    const spec = throws.percent(75) ? authoritySpec(authority(), throws) : leafSpec(throws.pick(keys), throws);
    const by = throws.percent(15) ? spec : authority();
    const { der: bytes } = issue({ ...spec, by, ...signing(by, throws) });
    const parsed = parseCertificate(bytes);
    if (!parsed.ok) throw new Error(parsed.problem.code);
    made.push(parsed.value);
  }
  return made;
}

function authoritySpec(subject: TestAuthority, throws: Dice): CertificateSpec {
  const common = { ...subject, ...throws.pick(periods) };
  if (throws.percent(8)) return { ...common, version: 1 };
  return {
    ...common,
    ...(throws.percent(90) ? { ca: throws.percent(90) } : {}),
    ...(throws.percent(75)
      ? { keyUsage: throws.percent(85) ? 0x06 : throws.pick([0x02, 0x80, 0x04, 0xff, 0x8006, 0]) }
      : {}),
    ...(throws.percent(25) ? { pathLength: throws.below(4) } : {}),
    ...(throws.percent(10) ? { extensions: throws.pick(extensionSets) } : {}),
  };
}

function leafSpec(key: CertificateSpec['key'], throws: Dice): CertificateSpec {
  const hasNames = throws.percent(70);
  const some = <T>(from: readonly T[]) => Array.from({ length: throws.below(3) }, () => throws.pick(from));
  return {
    name: throws.pick(leafNames),
    key,
    ...throws.pick(periods),
    ...(hasNames ? { dnsNames: some(dnsNames), ipAddresses: some(addresses) } : {}),
    ...(throws.percent(10) ? { extensions: throws.pick(extensionSets) } : {}),
  };
}

function signing({ key }: TestAuthority, throws: Dice): Partial<CertificateSpec> {
  const isRsa = key.privateKey.asymmetricKeyType === 'rsa';
  if (isRsa && throws.percent(10))
    return { hash: throws.pick(['sha256', 'sha384']), pssSaltLength: throws.pick([0, 20, 32]) };
  if (!throws.percent(20)) return {};
  return { hash: throws.pick(isRsa ? ['md5', 'sha1', 'sha224', 'sha384'] : ['sha1', 'sha384']) };
}
