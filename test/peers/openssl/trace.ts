/** What `openssl s_server -trace` says that it received and sent: an independent reading of the same bytes. */
export interface Trace {
  readonly recordVersion: number;
  readonly clientVersion: number;
  readonly suites: readonly { readonly number: number; readonly name: string }[];
  /** IANA numbers, in order. */
  readonly extensions: readonly number[];
  readonly groups: readonly number[];
  readonly signatureAlgorithms: readonly number[];
  /** Payload lengths of the records with handshake messages that the server sent. */
  readonly sentRecords: readonly number[];
  /** Length of the body of the Certificate message sent. */
  readonly certificateLength: number | undefined;
}

export function parseTrace(output: string): Trace {
  const [hello = '', ...rest] = output.split(/^Sent Record$/m);
  const sent = rest.join('Sent Record');
  return {
    recordVersion: hexIn(hello, /Version = .*\(0x([0-9a-f]+)\)/),
    clientVersion: hexIn(hello, /client_version=0x([0-9a-f]+)/),
    suites: [...hello.matchAll(/\{0x(..), 0x(..)\} (\S+)/g)].map(([, high, low, name = '']) => ({
      number: Number.parseInt(`${high}${low}`, 16),
      name,
    })),
    extensions: numbersIn(hello, /extension_type=\w+\((\d+)\)/g),
    groups: numbersIn(section(hello, 'supported_groups'), /^ {10}.*\((\d+)\)$/gm),
    signatureAlgorithms: [...section(hello, 'signature_algorithms').matchAll(/\(0x([0-9a-f]{4})\)$/gm)].map(
      ([, digits = '']) => Number.parseInt(digits, 16),
    ),
    sentRecords: rest.flatMap((record) => {
      const length = /^Header:\s+Version = .*\s+Content Type = Handshake \(22\)\s+Length = (\d+)/m.exec(record)?.[1];
      return length === undefined ? [] : [Number(length)];
    }),
    certificateLength: numbersIn(sent, /^ {4}Certificate, Length=(\d+)/gm)[0],
  };
}

function section(hello: string, name: string): string {
  return hello.split(`extension_type=${name}(`)[1]?.split('extension_type=')[0] ?? '';
}

function hexIn(text: string, pattern: RegExp): number {
  return Number.parseInt(pattern.exec(text)?.[1] ?? '', 16);
}

function numbersIn(text: string, pattern: RegExp): number[] {
  return [...text.matchAll(pattern)].map(([, digits]) => Number(digits));
}
