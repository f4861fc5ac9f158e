/**
 * `errno` of newlib as lwIP sets it, with the text of strerror. Capitals count: the Arduino core says `connection refused`
 * whatever went wrong.
 */
const rows: readonly (readonly [number: number, name: string, text: RegExp])[] = [
  [11, 'EAGAIN', /No more processes/i],
  [12, 'ENOMEM', /Not enough space|Out of memory/i],
  [23, 'ENFILE', /Too many open files in system/i],
  [104, 'ECONNRESET', /Connection reset by peer/i],
  [105, 'ENOBUFS', /No buffer space available/i],
  [111, 'ECONNREFUSED', /Connection refused/],
  [113, 'ECONNABORTED', /Software caused connection abort/i],
  [114, 'ENETUNREACH', /Network is unreachable/i],
  [116, 'ETIMEDOUT', /Connection timed out/],
  [118, 'EHOSTUNREACH', /Host is unreachable/i],
  [128, 'ENOTCONN', /Socket is not connected/i],
];

export interface SocketError {
  readonly number: number;
  readonly name: string;
}

/** By its number, else by its text. */
export function socketErrorIn(line: string): SocketError | undefined {
  const number = /\berrno[ =:]{1,3}(\d{1,3})\b/i.exec(line)?.[1];
  const row = rows.find(([known]) => known === Number(number)) ?? rows.find(([, , text]) => text.test(line));
  return row && { number: row[0], name: row[1] };
}

/** lwIP's answers of getaddrinfo. */
const lookupErrors: Readonly<Record<number, string>> = {
  200: 'EAI_NONAME',
  201: 'EAI_SERVICE',
  202: 'EAI_FAIL',
  203: 'EAI_MEMORY',
  204: 'EAI_FAMILY',
};

export function lookupErrorName(code: number): string | undefined {
  return lookupErrors[code];
}
