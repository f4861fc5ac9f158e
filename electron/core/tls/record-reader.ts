import { malformed, type Parsed, parsed } from '../formats/parsed.ts';
import { createHandshakeAssembler, type HandshakeMessage } from './handshake-assembler.ts';

/** What a server says in clear text, in the order in which it says it. */
export type TlsEvent =
  | ({ readonly kind: 'message' } & HandshakeMessage)
  | { readonly kind: 'alert'; readonly fatal: boolean; readonly description: number };

export interface RecordReader {
  /**
   * Takes the next bytes of the stream and gives what they complete, one by one: whoever stops early leaves the rest
   * unread. Problems are `tls.not-tls` (the first bytes are no record), `tls.too-large` and others of `tls.*`; after a
   * problem the reader is of no more use.
   */
  read(chunk: Uint8Array): Iterable<Parsed<TlsEvent>>;
  /** Payload bytes of every record so far, in order. */
  readonly recordSizes: readonly number[];
}

const headerLength = 5;
/** A record's payload in clear text (RFC 5246 §6.2.1). */
const maxPayload = 0x4000;
/** No server needs so many for one flight; together with the handshake's own limit this bounds what is ever read. */
const maxRecords = 4096;
const contentType = { alert: 21, handshake: 22 } as const;

/** Cuts a server's byte stream into records and joins the handshake messages in them, keeping the records' sizes. */
export function createRecordReader(): RecordReader {
  const record = new Uint8Array(headerLength + maxPayload);
  const recordSizes: number[] = [];
  const handshake = createHandshakeAssembler();
  let filled = 0;
  let wanted = headerLength;

  const readHeader = (): Parsed<readonly TlsEvent[]> => {
    const [type = 0, major = 0, , high = 0, low = 0] = record;
    const length = high * 256 + low;
    const at = recordSizes.length;
    if (type < 20 || type > 23 || major !== 3) return malformed(at === 0 ? 'tls.not-tls' : 'tls.bad-record', at);
    if (type !== contentType.alert && type !== contentType.handshake) return malformed('tls.unexpected-record', at);
    if (length === 0 || length > maxPayload) return malformed('tls.bad-record', at, { length });
    if (at === maxRecords) return malformed('tls.too-large', at, { records: at });
    wanted = headerLength + length;
    return parsed([]);
  };

  const readPayload = (): Parsed<readonly TlsEvent[]> => {
    const payload = record.subarray(headerLength, wanted);
    recordSizes.push(payload.length);
    filled = 0;
    wanted = headerLength;
    if (record[0] === contentType.alert) return readAlert(payload, recordSizes.length);
    const messages = handshake.append(payload);
    return messages.ok ? parsed(messages.value.map((message) => ({ kind: 'message', ...message }))) : messages;
  };

  const read = function* (chunk: Uint8Array): Generator<Parsed<TlsEvent>> {
    for (let at = 0; at < chunk.length; ) {
      const part = chunk.subarray(at, at + wanted - filled);
      record.set(part, filled);
      at += part.length;
      filled += part.length;
      if (filled < wanted) return;
      const step = filled === headerLength ? readHeader() : readPayload();
      if (!step.ok) return yield step;
      for (const event of step.value) yield parsed(event);
    }
  };

  return { read, recordSizes };
}

/** Mbed TLS takes an alert only as a record of its own. */
function readAlert(payload: Uint8Array, at: number): Parsed<readonly TlsEvent[]> {
  const [level, description = 0] = payload;
  if (payload.length !== 2 || (level !== 1 && level !== 2)) return malformed('tls.bad-alert', at);
  return parsed([{ kind: 'alert', fatal: level === 2, description }]);
}
