import type { ClientExtension, ClientProfile } from './client-profile.ts';
import { tlsVersion } from './client-profile.ts';

/** What differs from one connection to the next. */
export interface ClientHelloInput {
  /** The name that the unit's URL has, as it stands there: ASCII, at most 255 characters. */
  readonly host: string;
  /** 32 bytes. */
  readonly random: Uint8Array;
}

const extensionNumbers: Readonly<Record<ClientExtension, number>> = {
  'server-name': 0,
  groups: 10,
  'point-formats': 11,
  'signature-algorithms': 13,
  'encrypt-then-mac': 22,
  'extended-master-secret': 23,
  'session-ticket': 35,
};

/** The first record that a unit with this profile sends (RFC 5246 §7.4.1.2): one handshake record, one ClientHello. */
export function encodeClientHello(profile: ClientProfile, { host, random }: ClientHelloInput): Uint8Array<ArrayBuffer> {
  const hello = [
    ...u16(tlsVersion.tls12),
    ...random,
    0, // no session to resume
    ...vector(profile.suites.flatMap(u16)),
    ...[1, 0], // no compression
    ...vector(profile.extensions.flatMap((kind) => encodeExtension(kind, profile, host))),
  ];
  const message = [0x01, 0, ...vector(hello)]; // the upper byte of the 24-bit length is always 0
  return Uint8Array.from([0x16, ...u16(profile.recordVersion), ...vector(message)]);
}

function encodeExtension(kind: ClientExtension, profile: ClientProfile, host: string): number[] {
  return [...u16(extensionNumbers[kind]), ...vector(extensionBody(kind, profile, host))];
}

function extensionBody(kind: ClientExtension, { groups, signatureAlgorithms }: ClientProfile, host: string): number[] {
  switch (kind) {
    case 'server-name':
      return vector([0, ...vector([...new TextEncoder().encode(host)])]); // RFC 6066 §3: one name of type host_name
    case 'groups':
      return vector(groups.flatMap(u16));
    case 'signature-algorithms':
      return vector(signatureAlgorithms.flatMap(u16));
    case 'point-formats':
      return [1, 0]; // uncompressed only
    default:
      return [];
  }
}

function u16(value: number): number[] {
  return [value >> 8, value & 0xff];
}

/** Bytes behind their 16-bit length. */
function vector(bytes: readonly number[]): number[] {
  return [...u16(bytes.length), ...bytes];
}
