import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clientProfile } from '../../../electron/core/tls/client-profile.ts';
import { createFlightReader, type ServerAnswer } from '../../../electron/core/tls/flight-reader.ts';
import {
  certificateMessage,
  fatalAlert,
  flight,
  handshakeRecords,
  helloDone,
  keyExchange,
  message,
  record,
  serverHello,
} from './server-messages.ts';

const profile = clientProfile('mbedtls-2.16');
const leaf = Uint8Array.from({ length: 700 }, (_, index) => index & 0xff);
const issuer = new Uint8Array(300).fill(7);

/** The answer or the problem's code, and what else the reader kept. */
function read(bytes: readonly number[], cut = bytes.length, id = profile) {
  const reader = createFlightReader(id);
  const stream = Uint8Array.from(bytes);
  let outcome: ServerAnswer | string | undefined;
  for (let at = 0; at < stream.length && outcome === undefined; at += cut) {
    const step = reader.push(stream.subarray(at, at + cut));
    outcome = step.ok ? step.value : step.problem.code;
  }
  return { outcome, recordSizes: reader.recordSizes, warnings: reader.warnings };
}

function chainOf(outcome: ServerAnswer | string | undefined): readonly Uint8Array[] | undefined {
  return typeof outcome === 'object' && outcome.kind === 'flight' ? outcome.flight.chain : undefined;
}

describe('server flight', () => {
  it('keeps the certificates in sent order and what was chosen', () => {
    const { outcome, recordSizes } = read(handshakeRecords(flight([issuer, leaf])));
    expect(chainOf(outcome)).toEqual([issuer, leaf]);
    expect(outcome).toMatchObject({
      flight: {
        version: 0x0303,
        suite: 0xc02f,
        group: 0x17,
        certificateMessageBytes: 4 + 3 + 6 + 1000,
        certificateRecords: 1,
      },
    });
    expect(recordSizes).toEqual([flight([issuer, leaf]).length]);
  });

  it('counts the records that the Certificate message was spread over, sharing the first and the last', () => {
    const { outcome, recordSizes } = read(handshakeRecords(flight([leaf]), 200));
    expect(outcome).toMatchObject({ flight: { certificateRecords: 4 } });
    expect(recordSizes).toEqual([200, 200, 200, flight([leaf]).length - 600]);
  });

  it('does not look for a curve where the suite has none', () => {
    const bytes = [...serverHello({ suite: 0x009d }), ...certificateMessage([leaf]), ...helloDone];
    expect(read(handshakeRecords(bytes)).outcome).toMatchObject({ flight: { suite: 0x009d, group: undefined } });
  });

  it('says that a client certificate is asked for', () => {
    const request = message(13, [1, 1, 0, 0, 0, 0]);
    const bytes = [...serverHello(), ...certificateMessage([leaf]), ...keyExchange(), ...request, ...helloDone];
    expect(read(handshakeRecords(bytes)).outcome).toMatchObject({ flight: { asksForClientCertificate: true } });
  });

  it('goes on after a warning and keeps it', () => {
    const { outcome, warnings } = read([...record(21, [1, 112]), ...handshakeRecords(flight([leaf]))]);
    expect(chainOf(outcome)).toEqual([leaf]);
    expect(warnings).toEqual([112]);
  });

  it('ends at a fatal alert and at close_notify', () => {
    expect(read(fatalAlert(70)).outcome).toEqual({ kind: 'alert', description: 70 });
    expect(read(record(21, [1, 0])).outcome).toEqual({ kind: 'alert', description: 0 });
  });

  it.each([
    ['tls.not-tls', [...Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n')]],
    ['tls.not-tls', [...Buffer.from('SSH-2.0-OpenSSH_9.2\r\n')]],
    ['tls.unexpected-record', record(23, [1, 2, 3])],
    ['tls.unexpected-record', record(20, [1])],
    ['tls.bad-record', record(22, [])],
    ['tls.bad-record', [22, 3, 3, 0x40, 0x01]],
    ['tls.bad-record', [...handshakeRecords(serverHello()), ...Buffer.from('HTTP/1.1 400')]],
    ['tls.bad-alert', record(21, [2])],
    ['tls.unexpected-message', handshakeRecords(certificateMessage([leaf]))],
    ['tls.unexpected-message', handshakeRecords([...serverHello(), ...serverHello()])],
    ['tls.unexpected-message', handshakeRecords([...serverHello(), ...keyExchange(), ...certificateMessage([leaf])])],
    ['tls.unexpected-message', handshakeRecords([...serverHello(), ...message(99, [])])],
    ['tls.no-certificate', handshakeRecords([...serverHello(), ...certificateMessage([]), ...helloDone])],
    ['tls.bad-certificate-message', handshakeRecords([...serverHello(), ...message(11, [0, 0, 9, 0]), ...helloDone])],
    ['tls.bad-certificate-message', handshakeRecords([...serverHello(), ...helloDone])],
    ['tls.bad-certificate-message', handshakeRecords(flight([new Uint8Array()]))],
    ['tls.bad-server-hello', handshakeRecords(flight([leaf], message(2, [3, 3])))],
    ['tls.bad-server-hello', handshakeRecords(flight([leaf], message(2, [3, 3, 0, 0xc0, 0x2f, 0])))],
    ['tls.version-not-offered', handshakeRecords(flight([leaf], serverHello({ version: 0x0304 })))],
    ['tls.version-not-offered', handshakeRecords(flight([leaf], serverHello({ version: 0x0300 })))],
    ['tls.suite-not-offered', handshakeRecords(flight([leaf], serverHello({ suite: 0x1301 })))],
    [
      'tls.group-not-offered',
      handshakeRecords([...serverHello(), ...certificateMessage([leaf]), ...keyExchange(0x1d), ...helloDone]),
    ],
    ['tls.bad-key-exchange', handshakeRecords([...serverHello(), ...certificateMessage([leaf]), ...helloDone])],
  ])('answers %s to what no server may send', (code, bytes) => {
    expect(read(bytes).outcome).toBe(code);
  });

  it('refuses 65 certificates and takes 64', () => {
    const many = (count: number) =>
      handshakeRecords(flight(Array.from({ length: count }, () => Uint8Array.of(0x30, 0))));
    expect(chainOf(read(many(64)).outcome)).toHaveLength(64);
    expect(read(many(65)).outcome).toBe('tls.too-large');
  });

  it('refuses a message that announces more than 256 KiB before it has come', () => {
    expect(read(record(22, [11, 0x04, 0, 0])).outcome).toBe('tls.too-large');
  });

  it('stops a stream of small records that never makes an answer', () => {
    const warnings = Array.from({ length: 5000 }, () => record(21, [1, 90])).flat();
    const { outcome, recordSizes } = read(warnings, 1000);
    expect(outcome).toBe('tls.too-large');
    expect(recordSizes).toHaveLength(4096);
  });
});

describe('any bytes', () => {
  it('give the same answer however they are cut', () => {
    const alerts = fc.constantFrom([], record(21, [1, 112]), fatalAlert(40));
    const chain = fc.array(fc.uint8Array({ minLength: 1, maxLength: 400 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(
        alerts,
        chain,
        fc.integer({ min: 1, max: 600 }),
        fc.integer({ min: 1, max: 900 }),
        (start, certificates, size, cut) => {
          const bytes = [...start, ...handshakeRecords(flight(certificates), size), 0, 1, 2, 3, 4, 5];
          expect(read(bytes, cut)).toEqual(read(bytes, 1));
          if (start.length === 0) expect(chainOf(read(bytes, cut).outcome)).toEqual(certificates);
        },
      ),
    );
  });

  it('never throw, random or damaged', () => {
    const damage = fc.array(fc.tuple(fc.nat(1100), fc.nat(255)), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 3000 }),
        fc.integer({ min: 1, max: 500 }),
        (bytes, cut) => void read([...bytes], cut),
      ),
    );
    fc.assert(
      fc.property(damage, fc.integer({ min: 40, max: 400 }), (changes, size) => {
        const bytes = handshakeRecords(flight([leaf, issuer]), size);
        for (const [at, value] of changes) bytes[at % bytes.length] = value;
        read(bytes, 97);
      }),
    );
  });
});
