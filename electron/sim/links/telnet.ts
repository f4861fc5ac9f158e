/** Telnet commands and options (RFC 854, RFC 855, RFC 2217 §2). */
export const telnet = {
  endOfSubnegotiation: 240,
  subnegotiation: 250,
  will: 251,
  wont: 252,
  do: 253,
  dont: 254,
  escape: 255,
} as const;
export const option = { binary: 0, echo: 1, suppressGoAhead: 3, comPort: 44 } as const;

export type Verb = 'will' | 'wont' | 'do' | 'dont';

export interface TelnetEvents {
  /** Bytes of the serial line. */
  onData(bytes: Uint8Array): void;
  onNegotiation(verb: Verb, option: number): void;
  /** Option and payload of a subnegotiation. */
  onSubnegotiation(bytes: Uint8Array): void;
  /** The stream is no telnet: it must be dropped. */
  onViolation(): void;
}

const maxSubnegotiation = 256;
const verbs = new Map<number, Verb>([
  [telnet.will, 'will'],
  [telnet.wont, 'wont'],
  [telnet.do, 'do'],
  [telnet.dont, 'dont'],
]);

/** Reads a telnet stream in pieces of any size: data passes as whole runs, commands byte by byte. */
export function telnetReader(events: TelnetEvents): (chunk: Uint8Array) => void {
  let state: 'data' | 'command' | 'verb' | 'sub' | 'sub-command' = 'data';
  let verb: Verb = 'will';
  let sub: number[] = [];

  const step = (byte: number): void => {
    if (state === 'command') command(byte);
    else if (state === 'verb') {
      state = 'data';
      events.onNegotiation(verb, byte);
    } else if (state === 'sub') {
      if (byte === telnet.escape) state = 'sub-command';
      else collect(byte);
    } else if (byte === telnet.endOfSubnegotiation) {
      state = 'data';
      events.onSubnegotiation(Uint8Array.from(sub));
    } else {
      state = 'sub';
      collect(byte); // an escaped 0xFF
    }
  };

  const command = (byte: number): void => {
    const named = verbs.get(byte);
    state = named ? 'verb' : byte === telnet.subnegotiation ? 'sub' : 'data';
    if (named) verb = named;
    sub = [];
    if (byte === telnet.escape) events.onData(Uint8Array.of(byte));
  };

  const collect = (byte: number): void => {
    if (sub.push(byte) > maxSubnegotiation) {
      sub = [];
      state = 'data';
      events.onViolation();
    }
  };

  return (chunk) => {
    for (let at = 0; at < chunk.length; ) {
      if (state !== 'data') {
        step(chunk[at++] ?? 0);
        continue;
      }
      const next = chunk.indexOf(telnet.escape, at);
      const end = next < 0 ? chunk.length : next;
      if (end > at) events.onData(chunk.subarray(at, end));
      if (next >= 0) state = 'command';
      at = end + 1;
    }
  };
}

/** Data as it goes over a telnet stream: 0xFF doubled. The same bytes where none is in them. */
export function escapeData(bytes: Uint8Array): Uint8Array {
  const first = bytes.indexOf(telnet.escape);
  if (first < 0) return bytes;
  const escaped = new Uint8Array(bytes.length * 2);
  let length = 0;
  for (const byte of bytes) {
    escaped[length++] = byte;
    if (byte === telnet.escape) escaped[length++] = byte;
  }
  return escaped.subarray(0, length);
}

export function encodeNegotiation(verb: Verb, code: number): Uint8Array {
  return Uint8Array.of(telnet.escape, telnet[verb], code);
}

export function encodeSubnegotiation(payload: Uint8Array): Uint8Array {
  const head = Uint8Array.of(telnet.escape, telnet.subnegotiation);
  const tail = Uint8Array.of(telnet.escape, telnet.endOfSubnegotiation);
  return Buffer.concat([head, escapeData(payload), tail]);
}
