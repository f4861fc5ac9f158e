import { constants, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import {
  bitString,
  der,
  integer,
  nullValue,
  objectIdentifier,
  octetString,
  sequence,
  set,
  time,
  truth,
} from '../../electron/sim/firmware/der.ts';

/** A key pair whose public half goes into certificates. */
export interface TestKey {
  readonly privateKey: KeyObject;
  readonly spki: Uint8Array;
}

/** Who issues: a name and a key. */
export interface TestAuthority {
  readonly name: TestName;
  readonly key: TestKey;
}

export interface TestCertificate extends TestAuthority {
  readonly der: Uint8Array<ArrayBuffer>;
  readonly pem: string;
}

/** A common name, or attributes as type, string tag and text; `joined` = in one RDN with the next. */
export type TestName = string | readonly (readonly [type: string, tag: number, text: string, joined?: 'joined'])[];

export interface CertificateSpec {
  readonly name: TestName;
  readonly key: TestKey;
  /** Absent = self-signed. */
  readonly by?: TestAuthority;
  readonly from?: number;
  readonly until?: number;
  readonly hash?: 'md5' | 'sha1' | 'sha224' | 'sha256' | 'sha384';
  /** RSASSA-PSS with this much salt in place of PKCS #1 v1.5. */
  readonly pssSaltLength?: number;
  readonly version?: 1 | 3;
  readonly ca?: boolean;
  readonly pathLength?: number;
  /** First octet of keyUsage, and the second one above it; 0x06 = keyCertSign and cRLSign. */
  readonly keyUsage?: number;
  /** Object identifiers of extendedKeyUsage. */
  readonly purposes?: readonly string[];
  /** Extensions as they are, object identifier and value; critical where a third part says so. */
  readonly extensions?: readonly (readonly [oid: string, value: Uint8Array, critical?: boolean])[];
  readonly dnsNames?: readonly string[];
  readonly ipAddresses?: readonly (readonly number[])[];
}

const keys = new Map<string, TestKey>();

/** An RSA key, made once for each label in a test process. */
export function rsaKey(label: string, bits = 2048): TestKey {
  return remembered(`rsa ${bits} ${label}`, () => generateKeyPairSync('rsa', { modulusLength: bits }));
}

/** A key on an elliptic curve by OpenSSL's name for it, made once for each label. */
export function ecKey(label: string, namedCurve = 'prime256v1'): TestKey {
  return remembered(`${namedCurve} ${label}`, () => generateKeyPairSync('ec', { namedCurve }));
}

function remembered(label: string, generate: () => { privateKey: KeyObject; publicKey: KeyObject }): TestKey {
  let key = keys.get(label);
  if (key === undefined) {
    const { privateKey, publicKey } = generate();
    key = { privateKey, spki: publicKey.export({ type: 'spki', format: 'der' }) };
    keys.set(label, key);
  }
  return key;
}

/** Issues a certificate exactly as asked, sensible or not. Years are those of 1 January UTC. */
export function issue(spec: CertificateSpec): TestCertificate {
  const issuer: TestAuthority = spec.by ?? { name: spec.name, key: spec.key };
  const hash = spec.hash ?? 'sha256';
  const algorithm =
    spec.pssSaltLength === undefined ? signatureAlgorithm(issuer.key, hash) : pssAlgorithm(hash, spec.pssSaltLength);
  const day = (year: number) => time(new Date(Date.UTC(year, 0, 1)));
  const version = spec.version ?? 3;
  const tbs = sequence(
    ...(version === 3 ? [der(0xa0, integer(2n))] : []),
    integer(0x1234n),
    algorithm,
    encodeName(issuer.name),
    sequence(day(spec.from ?? 2020), day(spec.until ?? 2040)),
    encodeName(spec.name),
    spec.key.spki,
    ...(version === 3 ? [der(0xa3, sequence(...extensions(spec)))] : []),
  );
  const padding = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: spec.pssSaltLength ?? 0 };
  const key = spec.pssSaltLength === undefined ? issuer.key.privateKey : { key: issuer.key.privateKey, ...padding };
  const signature = sign(hash, tbs, key);
  const certificate = sequence(tbs, algorithm, bitString(signature));
  return { name: spec.name, key: spec.key, der: certificate, pem: encodePem(certificate) };
}

/** A certification authority with CA bit and keyCertSign. */
export function issueCa(name: TestName, key: TestKey, by?: TestAuthority, more: Partial<CertificateSpec> = {}) {
  return issue({ name, key, ca: true, keyUsage: 0x06, ...(by && { by }), ...more });
}

/** PEM text, lines of 64 characters, ending in a newline. */
export function encodePem(bytes: Uint8Array): string {
  const lines =
    Buffer.from(bytes)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}

const oids = {
  md5: ['1.2.840.113549.1.1.4', '1.2.840.113549.2.5'],
  sha1: ['1.2.840.113549.1.1.5', '1.2.840.10045.4.1'],
  sha224: ['1.2.840.113549.1.1.14', '1.2.840.10045.4.3.1'],
  sha256: ['1.2.840.113549.1.1.11', '1.2.840.10045.4.3.2'],
  sha384: ['1.2.840.113549.1.1.12', '1.2.840.10045.4.3.3'],
} as const;

function signatureAlgorithm({ privateKey }: TestKey, hash: keyof typeof oids): Uint8Array {
  const [rsa, ecdsa] = oids[hash];
  const isRsa = privateKey.asymmetricKeyType === 'rsa';
  return isRsa ? sequence(objectIdentifier(rsa), nullValue()) : sequence(objectIdentifier(ecdsa));
}

const digestOids = {
  md5: '1.2.840.113549.2.5',
  sha1: '1.3.14.3.2.26',
  sha224: '2.16.840.1.101.3.4.2.4',
  sha256: '2.16.840.1.101.3.4.2.1',
  sha384: '2.16.840.1.101.3.4.2.2',
};

function pssAlgorithm(hash: keyof typeof oids, saltLength: number): Uint8Array {
  const digest = sequence(objectIdentifier(digestOids[hash]), nullValue());
  const mask = sequence(objectIdentifier('1.2.840.113549.1.1.8'), digest);
  const fields = [der(0xa0, digest), der(0xa1, mask), der(0xa2, integer(BigInt(saltLength)))];
  return sequence(objectIdentifier('1.2.840.113549.1.1.10'), sequence(...fields));
}

function encodeName(name: TestName): Uint8Array {
  const attributes = typeof name === 'string' ? ([['2.5.4.3', 0x13, name]] as const) : name;
  const parts: Uint8Array[][] = [[]];
  for (const [type, tag, text, joined] of attributes) {
    parts.at(-1)?.push(sequence(objectIdentifier(type), der(tag, Buffer.from(text))));
    if (joined === undefined) parts.push([]);
  }
  return sequence(...parts.filter((part) => part.length > 0).map((part) => set(...part)));
}

function usageOctets(keyUsage: number): Uint8Array {
  return keyUsage > 0xff ? Uint8Array.of(keyUsage & 0xff, keyUsage >> 8) : Uint8Array.of(keyUsage);
}

function extensions(spec: CertificateSpec): Uint8Array[] {
  const { ca, pathLength, keyUsage, purposes, dnsNames, ipAddresses } = spec;
  const constraints = sequence(
    ...(ca ? [truth()] : []),
    ...(pathLength === undefined ? [] : [integer(BigInt(pathLength))]),
  );
  const names = [
    ...(dnsNames ?? []).map((name) => der(0x82, Buffer.from(name))),
    ...(ipAddresses ?? []).map((address) => der(0x87, Uint8Array.from(address))),
  ];
  return [
    ...(ca === undefined ? [] : [extension('2.5.29.19', constraints)]),
    ...(keyUsage === undefined ? [] : [extension('2.5.29.15', bitString(usageOctets(keyUsage)))]),
    ...(names.length > 0 ? [extension('2.5.29.17', sequence(...names))] : []),
    ...(purposes ? [extension('2.5.29.37', sequence(...purposes.map(objectIdentifier)))] : []),
    ...(spec.extensions ?? []).map(([oid, value, critical]) => extension(oid, value, critical ?? false)),
  ];
}

function extension(oid: string, value: Uint8Array, critical = true): Uint8Array {
  return sequence(objectIdentifier(oid), ...(critical ? [truth()] : []), octetString(value));
}
