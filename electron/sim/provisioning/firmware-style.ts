/** How a firmware generation behaves on the radio and on its HTTP server (PROTOCOLS §1.2–§1.6a). */
export interface FirmwareStyle {
  readonly stack: 'bluedroid' | 'nimble';
  /** Largest attribute value: 257 for Bluedroid without security 2, 481 with it, 512 for NimBLE. */
  readonly attributeLimit: 257 | 481 | 512;
  /** ATT MTU that it offers, and whether it answers the smaller of both sides or always its own. */
  readonly mtu: number;
  readonly mtuAnswer: 'min' | 'own';
  readonly descriptors: 'none' | 'user-description';
  readonly serviceUuid: string;
  readonly uuids: '16-bit' | '128-bit';
  /** What a handler that fails does to the link. */
  readonly failure: 'error-and-disconnect' | 'att-0x04';
  /** Up to v4.0 an unfinished long read corrupts the next one. */
  readonly reading: 'static-position' | 'offset';
  readonly httpSession: 'socket' | 'cookie';
  readonly protoVer: 'text' | 'unstated' | 'full';
}

const baseUuid = '0000ffff-0000-1000-8000-00805f9b34fb';
const defaultUuid = '1775244d-6b43-439b-877c-060f2d9bed07';

const bluedroid = {
  stack: 'bluedroid',
  attributeLimit: 257,
  mtu: 500,
  mtuAnswer: 'min',
  descriptors: 'user-description',
  failure: 'error-and-disconnect',
} as const;

/** Generations that units in the field have. */
export const firmwareStyles = {
  'v3.2': {
    ...bluedroid,
    descriptors: 'none',
    serviceUuid: baseUuid,
    uuids: '16-bit',
    reading: 'static-position',
    httpSession: 'socket',
    protoVer: 'text',
  },
  'v4.4': {
    ...bluedroid,
    serviceUuid: defaultUuid,
    uuids: '128-bit',
    reading: 'offset',
    httpSession: 'cookie',
    protoVer: 'unstated',
  },
  'v5.1': {
    ...bluedroid,
    attributeLimit: 481,
    serviceUuid: defaultUuid,
    uuids: '128-bit',
    reading: 'offset',
    httpSession: 'cookie',
    protoVer: 'full',
  },
  current: {
    stack: 'nimble',
    attributeLimit: 512,
    mtu: 256,
    mtuAnswer: 'own',
    descriptors: 'user-description',
    serviceUuid: defaultUuid,
    uuids: '128-bit',
    failure: 'att-0x04',
    reading: 'offset',
    httpSession: 'cookie',
    protoVer: 'full',
  },
} as const satisfies Readonly<Record<string, FirmwareStyle>>;
