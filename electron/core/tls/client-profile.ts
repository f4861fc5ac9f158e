import type { IdfVersion } from '../formats/idf-version.ts';

/** Protocol versions on the wire (RFC 5246 §6.2.1). */
export const tlsVersion = { tls10: 0x0301, tls11: 0x0302, tls12: 0x0303 } as const;

/** The extensions that units send. */
export type ClientExtension =
  | 'server-name'
  | 'signature-algorithms'
  | 'groups'
  | 'point-formats'
  | 'encrypt-then-mac'
  | 'extended-master-secret'
  | 'session-ticket';

/** What a unit's firmware offers when it connects: everything in its ClientHello but the host name and the random bytes. */
export interface ClientProfile {
  readonly id: ProfileId;
  /** Version in the record header around the ClientHello. */
  readonly recordVersion: number;
  /** Oldest version that a server may choose; the newest is TLS 1.2 for all. */
  readonly minVersion: number;
  /** Whether every build can join a handshake message that is split over records: Mbed TLS 3.6.3 and newer can. */
  readonly joinsMessages: boolean;
  readonly suites: readonly number[];
  readonly groups: readonly number[];
  readonly signatureAlgorithms: readonly number[];
  /** In the order in which they are sent. */
  readonly extensions: readonly ClientExtension[];
}

export const profileIds = ['mbedtls-2.16', 'mbedtls-2.28', 'mbedtls-3', 'mbedtls-4'] as const;

/** Named by the Mbed TLS line, because that and not the ESP-IDF version makes the difference. */
export type ProfileId = (typeof profileIds)[number];

const line2: Omit<ClientProfile, 'id' | 'groups'> = {
  recordVersion: tlsVersion.tls10,
  minVersion: tlsVersion.tls10,
  joinsMessages: false,
  suites: numbers(
    'c02c c030 009f c0ad c09f c024 c028 006b c00a c014 0039 c0af c0a3 c02b c02f 009e c0ac c09e c023 c027 0067 c009 c013',
    '0033 c0ae c0a2 009d c09d 003d 0035 c032 c02a c00f c02e c026 c005 c0a1 009c c09c 003c 002f c031 c029 c00e c02d c025',
    'c004 c0a0 00ff',
  ),
  signatureAlgorithms: numbers('0603 0601 0503 0501 0403 0401 0303 0301 0203 0201'),
  extensions: [
    'server-name',
    'signature-algorithms',
    'groups',
    'point-formats',
    'encrypt-then-mac',
    'extended-master-secret',
    'session-ticket',
  ],
};

const line3: Omit<ClientProfile, 'id' | 'groups' | 'suites'> = {
  recordVersion: tlsVersion.tls12,
  minVersion: tlsVersion.tls12,
  joinsMessages: false,
  signatureAlgorithms: numbers('0603 0601 0503 0501 0403 0401'),
  extensions: [
    'server-name',
    'groups',
    'signature-algorithms',
    'point-formats',
    'encrypt-then-mac',
    'extended-master-secret',
    'session-ticket',
  ],
};

/**
 * The four ClientHellos that default builds of ESP-IDF send. Each is what Mbed TLS of that line, compiled with ESP-IDF's
 * own configuration and Kconfig defaults, was recorded to send (`test/fixtures/client-hello`); vendors can change it.
 */
const profiles: Readonly<Record<ProfileId, ClientProfile>> = {
  'mbedtls-2.16': {
    ...line2,
    id: 'mbedtls-2.16',
    groups: numbers('0019 001c 0018 001b 0017 0016 001a 0015 0014 0013 0012'),
  },
  'mbedtls-2.28': {
    ...line2,
    id: 'mbedtls-2.28',
    groups: numbers('0019 001c 0018 001b 0017 0016 001a 0015 0014 0013 0012 001d'),
  },
  'mbedtls-3': {
    ...line3,
    id: 'mbedtls-3',
    suites: numbers(
      'c02c c030 c0ad c024 c028 c00a c014 c0af c05d c061 c049 c04d c02b c02f c0ac c023 c027 c009 c013 c0ae c05c c060 c048',
      'c04c 009d c09d 003d 0035 c032 c02a c00f c02e c026 c005 c0a1 c05f c063 c051 c04b c04f c03d 009c c09c 003c 002f c031',
      'c029 c00e c02d c025 c004 c0a0 c05e c062 c050 c04a c04e c03c 00ff',
    ),
    groups: numbers('001d 0017 0018 0019 001a 001b 001c'),
  },
  'mbedtls-4': {
    ...line3,
    id: 'mbedtls-4',
    joinsMessages: true,
    suites: numbers('c02c c030 c0ad c024 c028 c00a c014 c0af c02b c02f c0ac c023 c027 c009 c013 c0ae 00ff'),
    groups: numbers('001d 0017 0018 001e 0019 001a 001b 001c'),
  },
};

function numbers(...lines: readonly string[]): readonly number[] {
  return lines.flatMap((line) => line.split(' ')).map((digits) => Number.parseInt(digits, 16));
}

export function clientProfile(id: ProfileId): ClientProfile {
  return profiles[id];
}

/**
 * The profile of a firmware's ESP-IDF. v3.1 to v4.3.2 and v4.4 carry Mbed TLS 2.12 to 2.16, which say the same; later
 * patches of v4.3 and v4.4 carry 2.28, which adds X25519 (submodule of each ESP-IDF tag).
 */
export function profileOfIdf({ major, minor, patch }: IdfVersion): ClientProfile {
  if (major >= 6) return profiles['mbedtls-4'];
  if (major === 5) return profiles['mbedtls-3'];
  const has228 = major === 4 && ((minor === 3 && patch >= 3) || (minor === 4 && patch >= 1));
  return profiles[has228 ? 'mbedtls-2.28' : 'mbedtls-2.16'];
}

/** `1.0`, `1.1` or `1.2` for the versions above. */
export function tlsVersionName(version: number): string {
  return `1.${version - tlsVersion.tls10}`;
}
