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

/** Reads a telnet stream in pieces of any size. The data of a piece comes at once, but for commands in between. */
export function telnetReader(events: TelnetEvents): (chunk: Uint8Array) => void {
  let state: 'data' | 'command' | 'verb' | 'sub' | 'sub-command' = 'data';
  let verb: Verb = 'will';
  let sub: number[] = [];
  let data = new Uint8Array(0);
  let length = 0;

  const flush = (): void => {
    if (length > 0) events.onData(data.subarray(0, length));
    data = data.subarray(length);
    length = 0;
  };

  const step = (byte: number): void => {
    if (state === 'command') command(byte);
    else if (state === 'verb') {
      state = 'data';
      flush();
      events.onNegotiation(verb, byte);
    } else if (state === 'sub') {
      if (byte === telnet.escape) state = 'sub-command';
      else collect(byte);
    } else if (byte === telnet.endOfSubnegotiation) {
      state = 'data';
      flush();
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
    if (byte === telnet.escape) data[length++] = byte;
  };

  const collect = (byte: number): void => {
    if (sub.push(byte) > maxSubnegotiation) {
      sub = [];
      state = 'data';
      events.onViolation();
    }
  };

  return (chunk) => {
    if (state === 'data' && !chunk.includes(telnet.escape)) return events.onData(chunk);
    data = new Uint8Array(chunk.length);
    for (let at = 0; at < chunk.length; ) {
      if (state !== 'data') {
        step(chunk[at++] ?? 0);
        continue;
      }
      const next = chunk.indexOf(telnet.escape, at);
      const end = next < 0 ? chunk.length : next;
      data.set(chunk.subarray(at, end), length);
      length += end - at;
      if (next >= 0) state = 'command';
      at = end + 1;
    }
    flush();
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
  const escaped = escapeData(payload);
  const encoded = new Uint8Array(escaped.length + 4);
  encoded.set([telnet.escape, telnet.subnegotiation]);
  encoded.set(escaped, 2);
  encoded.set([telnet.escape, telnet.endOfSubnegotiation], escaped.length + 2);
  return encoded;
}

/** What a serial line over telnet needs of both sides; every other option is refused. */
const accepted: readonly number[] = [option.binary, option.echo, option.suppressGoAhead, option.comPort];

/**
 * Answers negotiations: agrees to what a serial line needs, refuses the rest, and answers only what changes, so that
 * nobody answers answers. `requested` are the options that this side has asked to perform (`will`) or to have (`do`).
 */
export function negotiator(
  send: (bytes: Uint8Array) => void,
  requested: Readonly<Partial<Record<'will' | 'do', readonly number[]>>> = {},
): (verb: Verb, code: number) => void {
  const agreed = new Map<string, boolean>();
  for (const code of requested.will ?? []) agreed.set(`ours ${code}`, true);
  for (const code of requested.do ?? []) agreed.set(`theirs ${code}`, true);
  return (verb, code) => {
    const side = verb === 'will' || verb === 'wont' ? 'theirs' : 'ours';
    const wanted = (verb === 'will' || verb === 'do') && accepted.includes(code);
    const key = `${side} ${code}`;
    if (agreed.get(key) === wanted) return;
    agreed.set(key, wanted);
    const [yes, no] = side === 'theirs' ? (['do', 'dont'] as const) : (['will', 'wont'] as const);
    send(encodeNegotiation(wanted ? yes : no, code));
  };
}
