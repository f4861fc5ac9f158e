import { malformed, type Parsed, parsed } from '../formats/parsed.ts';
import type { ClientProfile } from './client-profile.ts';
import type { HandshakeMessage } from './handshake-assembler.ts';
import { createRecordReader, type TlsEvent } from './record-reader.ts';
import { handshakeType, mayFollow, parseServerFlight, type ServerFlight } from './server-flight.ts';
import { alert } from './tls-alerts.ts';

/** How a server answers a ClientHello: with its flight, or with an alert that ends the connection. */
export type ServerAnswer =
  | { readonly kind: 'flight'; readonly flight: ServerFlight }
  | { readonly kind: 'alert'; readonly description: number };

export interface FlightReader {
  /** Takes the next bytes; undefined while the answer is not complete. Problems as of the record reader and the flight. */
  push(chunk: Uint8Array): Parsed<ServerAnswer | undefined>;
  /** Payload bytes of every record so far, in order. */
  readonly recordSizes: readonly number[];
  /** Alerts that did not end the connection. */
  readonly warnings: readonly number[];
}

/** Reads a server's first flight from its bytes, however they are cut. */
export function createFlightReader(profile: ClientProfile): FlightReader {
  const records = createRecordReader();
  const messages: HandshakeMessage[] = [];
  const warnings: number[] = [];

  const takeMessage = (message: HandshakeMessage): Parsed<ServerAnswer | undefined> => {
    if (message.type === handshakeType.helloRequest) return parsed(undefined);
    if (!mayFollow(message.type, messages.at(-1)?.type)) {
      return malformed('tls.unexpected-message', messages.length, { type: message.type });
    }
    messages.push(message);
    if (message.type !== handshakeType.serverHelloDone) return parsed(undefined);
    const flight = parseServerFlight(messages, profile);
    return flight.ok ? parsed({ kind: 'flight', flight: flight.value }) : flight;
  };

  const take = (event: TlsEvent): Parsed<ServerAnswer | undefined> => {
    if (event.kind === 'message') return takeMessage(event);
    const { fatal, description } = event;
    if (fatal || description === alert.closeNotify) return parsed({ kind: 'alert', description });
    warnings.push(description);
    return parsed(undefined);
  };

  const push = (chunk: Uint8Array): Parsed<ServerAnswer | undefined> => {
    for (const event of records.read(chunk)) {
      const answer = event.ok ? take(event.value) : event;
      if (!answer.ok || answer.value !== undefined) return answer;
    }
    return parsed(undefined);
  };

  return { push, recordSizes: records.recordSizes, warnings };
}
