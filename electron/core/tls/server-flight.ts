import { malformed, type Parsed, parsed } from '../formats/parsed.ts';
import { byteCursor } from './byte-cursor.ts';
import { isEcdheSuite } from './cipher-suites.ts';
import { type ClientProfile, tlsVersion } from './client-profile.ts';
import { type HandshakeMessage, messageHeaderLength } from './handshake-assembler.ts';

/** What a server says before it knows the client: ServerHello to ServerHelloDone (RFC 5246 §7.3). */
export interface ServerFlight {
  readonly version: number;
  readonly suite: number;
  /** The elliptic curve of the server's ephemeral key; undefined for other key exchanges. */
  readonly group: number | undefined;
  /** DER, in sent order. */
  readonly chain: readonly Uint8Array[];
  /** The whole Certificate message with its header: what must fit a unit's receive buffer. */
  readonly certificateMessageBytes: number;
  /** Over how many records that message was spread. */
  readonly certificateRecords: number;
  readonly asksForClientCertificate: boolean;
}

export const handshakeType = {
  helloRequest: 0,
  serverHello: 2,
  certificate: 11,
  serverKeyExchange: 12,
  certificateRequest: 13,
  serverHelloDone: 14,
  certificateStatus: 22,
} as const;

/** The only order that is allowed (RFC 5246 §7.3, RFC 6066 §8). */
const order: readonly number[] = [
  handshakeType.serverHello,
  handshakeType.certificate,
  handshakeType.certificateStatus,
  handshakeType.serverKeyExchange,
  handshakeType.certificateRequest,
  handshakeType.serverHelloDone,
];

export const maxCertificates = 64;
const namedCurve = 3;

/** Whether this message may come after that one; `undefined` stands for the beginning. */
export function mayFollow(type: number, previous: number | undefined): boolean {
  return previous === undefined ? type === handshakeType.serverHello : order.indexOf(type) > order.indexOf(previous);
}

/** The flight that these messages make. What the profile did not offer is refused, as the unit would. */
export function parseServerFlight(messages: readonly HandshakeMessage[], profile: ClientProfile): Parsed<ServerFlight> {
  const bodyOf = (type: number) => messages.find((message) => message.type === type);
  const hello = parseServerHello(bodyOf(handshakeType.serverHello)?.body ?? empty, profile);
  if (!hello.ok) return hello;
  const certificate = bodyOf(handshakeType.certificate);
  const chain = parseCertificateMessage(certificate?.body ?? empty);
  if (!chain.ok) return chain;
  const group = isEcdheSuite(hello.value.suite)
    ? parseEcdheGroup(bodyOf(handshakeType.serverKeyExchange)?.body ?? empty, profile)
    : parsed(undefined);
  if (!group.ok) return group;
  return parsed({
    ...hello.value,
    group: group.value,
    chain: chain.value,
    certificateMessageBytes: messageHeaderLength + (certificate?.body.length ?? 0),
    certificateRecords: certificate?.records ?? 0,
    asksForClientCertificate: bodyOf(handshakeType.certificateRequest) !== undefined,
  });
}

const empty = new Uint8Array();

/** Version and suite (RFC 5246 §7.4.1.3). */
export function parseServerHello(body: Uint8Array, profile: ClientProfile): Parsed<{ version: number; suite: number }> {
  const cursor = byteCursor(body);
  const version = cursor.integer(2);
  const beforeSuite = [cursor.bytes(32), cursor.vector(1)]; // random, session
  const suite = cursor.integer(2);
  const compression = cursor.integer(1);
  if (version === undefined || suite === undefined || compression === undefined || beforeSuite.includes(undefined)) {
    return malformed('tls.bad-server-hello', 0);
  }
  if (version < tlsVersion.tls10 || version > tlsVersion.tls12)
    return malformed('tls.version-not-offered', 0, { version });
  return profile.suites.includes(suite) ? parsed({ version, suite }) : malformed('tls.suite-not-offered', 0, { suite });
}

/** Certificates in sent order (RFC 5246 §7.4.2). */
export function parseCertificateMessage(body: Uint8Array): Parsed<readonly Uint8Array[]> {
  const outer = byteCursor(body);
  const list = outer.vector(3);
  if (list === undefined || !outer.atEnd()) return malformed('tls.bad-certificate-message', 0);
  const cursor = byteCursor(list);
  const chain: Uint8Array[] = [];
  while (!cursor.atEnd()) {
    const certificate = cursor.vector(3);
    if (certificate === undefined || certificate.length === 0)
      return malformed('tls.bad-certificate-message', chain.length);
    if (chain.length === maxCertificates)
      return malformed('tls.too-large', chain.length, { certificates: chain.length });
    chain.push(certificate);
  }
  return chain.length === 0 ? malformed('tls.no-certificate', 0) : parsed(chain);
}

/** The curve of an ECDHE key exchange (RFC 8422 §5.4); explicit curves were never offered. */
export function parseEcdheGroup(body: Uint8Array, profile: ClientProfile): Parsed<number> {
  const cursor = byteCursor(body);
  const type = cursor.integer(1);
  const group = cursor.integer(2);
  if (type !== namedCurve || group === undefined) return malformed('tls.bad-key-exchange', 0);
  return profile.groups.includes(group) ? parsed(group) : malformed('tls.group-not-offered', 0, { group });
}
