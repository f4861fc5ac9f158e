/** A server's bytes, put together by hand: valid unless a test asks otherwise. */
export function u16(value: number): number[] {
  return [value >> 8, value & 0xff];
}

export function u24(value: number): number[] {
  return [value >> 16, ...u16(value & 0xffff)];
}

/** One handshake message with its header. */
export function message(type: number, body: Iterable<number>): number[] {
  const bytes = [...body];
  return [type, ...u24(bytes.length), ...bytes];
}

/** One record. */
export function record(type: number, payload: Iterable<number>, version = 0x0303): number[] {
  const bytes = [...payload];
  return [type, ...u16(version), ...u16(bytes.length), ...bytes];
}

/** Handshake bytes in records of at most `size` bytes. */
export function handshakeRecords(bytes: readonly number[], size = 0x4000): number[] {
  const records: number[] = [];
  for (let at = 0; at < bytes.length; at += size) records.push(...record(22, bytes.slice(at, at + size)));
  return records;
}

export function serverHello({ version = 0x0303, suite = 0xc02f } = {}): number[] {
  return message(2, [...u16(version), ...new Uint8Array(32), 0, ...u16(suite), 0]);
}

export function certificateMessage(chain: readonly Uint8Array[]): number[] {
  const list = chain.flatMap((certificate) => [...u24(certificate.length), ...certificate]);
  return message(11, [...u24(list.length), ...list]);
}

/** An ECDHE key exchange; nobody looks behind the curve. */
export function keyExchange(group = 0x0017): number[] {
  return message(12, [3, ...u16(group), 1, 4]);
}

export const helloDone = message(14, []);

/** A whole flight of ServerHello, Certificate, ServerKeyExchange and ServerHelloDone. */
export function flight(chain: readonly Uint8Array[], hello = serverHello()): number[] {
  return [...hello, ...certificateMessage(chain), ...keyExchange(), ...helloDone];
}

export function fatalAlert(description: number): number[] {
  return record(21, [2, description]);
}
