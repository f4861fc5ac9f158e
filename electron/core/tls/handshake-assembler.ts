import { malformed, type Parsed, parsed } from '../formats/parsed.ts';

/** One message of the handshake protocol (RFC 5246 §7.4). */
export interface HandshakeMessage {
  readonly type: number;
  /** Without the header of 4 bytes. */
  readonly body: Uint8Array;
  /** Over how many records it was spread: 1 is what Mbed TLS before 3.6.3 can take (TRUST A.2, -0x7080). */
  readonly records: number;
}

export interface HandshakeAssembler {
  /** Takes one record's payload and gives the messages that it completes. The only problem is `tls.too-large`. */
  append(payload: Uint8Array): Parsed<readonly HandshakeMessage[]>;
}

export const messageHeaderLength = 4;
/** All messages of a server together: room for far more certificates than any unit takes. */
export const maxHandshakeLength = 0x40000;
const firstCapacity = 0x4000;

/** Joins handshake messages from the payloads of records. A message that announces more than the limit is refused at once. */
export function createHandshakeAssembler(): HandshakeAssembler {
  let bytes = new Uint8Array(firstCapacity);
  let start = 0;
  let end = 0;
  let records = 0;

  const next = (): HandshakeMessage | undefined => {
    const bodyEnd = start + messageHeaderLength + announcedLength(bytes, start);
    if (end - start < messageHeaderLength || end < bodyEnd) return undefined;
    const message = { type: bytes[start] ?? 0, body: bytes.slice(start + messageHeaderLength, bodyEnd), records };
    start = bodyEnd;
    records = end > start ? 1 : 0;
    return message;
  };

  const append = (payload: Uint8Array): Parsed<readonly HandshakeMessage[]> => {
    if (end + payload.length > maxHandshakeLength) return malformed('tls.too-large', end);
    bytes = withRoom(bytes, end + payload.length);
    bytes.set(payload, end);
    end += payload.length;
    records++;
    const messages: HandshakeMessage[] = [];
    for (let message = next(); message !== undefined; message = next()) messages.push(message);
    const announced = start + messageHeaderLength + announcedLength(bytes, start);
    return announced > maxHandshakeLength ? malformed('tls.too-large', start, { announced }) : parsed(messages);
  };

  return { append };
}

/** What has not come yet counts as 0. */
function announcedLength(bytes: Uint8Array, at: number): number {
  const [, high = 0, middle = 0, low = 0] = bytes.subarray(at, at + messageHeaderLength);
  return high * 0x10000 + middle * 0x100 + low;
}

function withRoom(bytes: Uint8Array<ArrayBuffer>, length: number): Uint8Array<ArrayBuffer> {
  if (length <= bytes.length) return bytes;
  const larger = new Uint8Array(Math.min(maxHandshakeLength, Math.max(length, 2 * bytes.length)));
  larger.set(bytes);
  return larger;
}
