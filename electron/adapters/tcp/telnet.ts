/** Telnet commands (RFC 854) and the options of a serial line (RFC 856, 858, 2217). */
const command = { end: 240, begin: 250, will: 251, wont: 252, do: 253, dont: 254, escape: 255 } as const;
export const telnetOption = { binary: 0, suppressGoAhead: 3, comPort: 44 } as const;

export type TelnetVerb = 'will' | 'wont' | 'do' | 'dont';

const verbs: ReadonlyMap<number, TelnetVerb> = new Map([
  [command.will, 'will'],
  [command.wont, 'wont'],
  [command.do, 'do'],
  [command.dont, 'dont'],
]);
/** The COM port option needs 5 bytes, and up to a line of text for a server's name. */
const maxSubnegotiation = 256;

export interface TelnetListener {
  onData(bytes: Uint8Array): void;
  onVerb(verb: TelnetVerb, option: number): void;
  onSubnegotiation(option: number, payload: Uint8Array): void;
  /** A subnegotiation without end: this is no telnet. Nothing is reported after it. */
  onViolation(): void;
}

/** Takes a telnet stream apart. Data passes in runs as they came; escaped bytes and commands may be split anywhere. */
export function telnetDecoder(listener: TelnetListener): (chunk: Uint8Array) => void {
  const payload = new Uint8Array(maxSubnegotiation);
  let length = 0;
  let verb: TelnetVerb | undefined;
  let state: 'data' | 'escape' | 'verb' | 'payload' | 'payload-escape' | 'broken' = 'data';

  const append = (byte: number) => {
    if (length < maxSubnegotiation) payload[length++] = byte;
    else {
      state = 'broken';
      listener.onViolation();
    }
  };
  const finish = () => {
    state = 'data';
    if (length > 0) listener.onSubnegotiation(payload[0] ?? 0, payload.slice(1, length));
  };
  const afterEscape = (byte: number) => {
    verb = verbs.get(byte);
    length = 0;
    state = verb !== undefined ? 'verb' : byte === command.begin ? 'payload' : 'data';
    if (byte === command.escape) listener.onData(Uint8Array.of(byte));
  };
  const step = (byte: number) => {
    if (state === 'escape') afterEscape(byte);
    else if (state === 'verb') {
      state = 'data';
      if (verb !== undefined) listener.onVerb(verb, byte);
    } else if (state === 'payload') {
      if (byte === command.escape) state = 'payload-escape';
      else append(byte);
    } else if (byte === command.end) finish();
    else {
      state = 'payload';
      append(byte); // 0xFF, doubled
    }
  };
  return (chunk) => {
    for (let at = 0; at < chunk.length && state !== 'broken'; ) {
      if (state !== 'data') {
        step(chunk[at++] ?? 0);
        continue;
      }
      const next = chunk.indexOf(command.escape, at);
      const end = next < 0 ? chunk.length : next;
      if (end > at) listener.onData(chunk.subarray(at, end));
      if (next >= 0) state = 'escape';
      at = end + 1;
    }
  };
}

/** Data of the line: 0xFF doubled. */
export function encodeTelnetData(bytes: Uint8Array): Uint8Array {
  let escapes = 0;
  for (const byte of bytes) if (byte === command.escape) escapes++;
  if (escapes === 0) return bytes;
  const encoded = new Uint8Array(bytes.length + escapes);
  let at = 0;
  for (const byte of bytes) {
    encoded[at++] = byte;
    if (byte === command.escape) encoded[at++] = byte;
  }
  return encoded;
}

export function encodeVerb(verb: TelnetVerb, option: number): Uint8Array {
  return Uint8Array.of(command.escape, command[verb], option);
}

export function encodeSubnegotiation(option: number, payload: Uint8Array): Uint8Array {
  const body = encodeTelnetData(Uint8Array.of(option, ...payload));
  return Uint8Array.of(command.escape, command.begin, ...body, command.escape, command.end);
}
