import { hciOpcode } from './hci-codes.ts';
import { addressBytes } from './hci-events.ts';
import { u16 } from './little-endian.ts';

/** What a controller tells of itself. */
export interface ControllerFacts {
  /** Its public address. */
  readonly address: string;
  /** Longest ACL packet that it takes, and how many of them at a time. */
  readonly aclLength: number;
  readonly aclCount: number;
}

/** Bluetooth 5.0. */
const version = 0x09;
/** Espressif Systems; nothing depends on it. */
const manufacturer = 0x02e5;
export const localVersion = [version, ...u16(0), version, ...u16(manufacturer), ...u16(0)] as const;

/** Octet and bit of each command in the answer to Read Local Supported Commands. */
const supported: readonly (readonly [octet: number, bit: number])[] = [
  [0, 5], // Disconnect
  [2, 7], // Read Remote Version Information
  [5, 6], // Set Event Mask
  [5, 7], // Reset
  [14, 3], // Read Local Version Information
  [14, 5], // Read Local Supported Features
  [14, 7], // Read Buffer Size
  [15, 1], // Read BD_ADDR
  [15, 5], // Read RSSI
  [24, 5], // Read LE Host Support
  [24, 6], // Write LE Host Support
  [25, 0], // LE Set Event Mask
  [25, 1], // LE Read Buffer Size
  [25, 2], // LE Read Local Supported Features
  [25, 4], // LE Set Random Address
  [26, 2], // LE Set Scan Parameters
  [26, 3], // LE Set Scan Enable
  [26, 4], // LE Create Connection
  [26, 5], // LE Create Connection Cancel
  [27, 2], // LE Connection Update
  [27, 5], // LE Read Remote Features
  [28, 0], // LE Start Encryption
];

const noFeatures = Array.from({ length: 8 }, () => 0);
/** LE supported (controller), BR/EDR not supported. */
const features = [0, 0, 0, 0, 0x60, 0, 0, 0];

/** What a command returns that only asks or sets and has no other effect; undefined for other commands. */
export function returnedBy(opcode: number, facts: ControllerFacts): readonly number[] | undefined {
  switch (opcode) {
    case hciOpcode.setEventMask:
    case hciOpcode.leSetEventMask:
    case hciOpcode.writeLeHostSupport:
    case hciOpcode.leSetRandomAddress:
      return [];
    case hciOpcode.readLocalVersion:
      return localVersion;
    case hciOpcode.readSupportedCommands:
      return supportedCommands();
    case hciOpcode.readSupportedFeatures:
      return features;
    case hciOpcode.leReadFeatures:
      return noFeatures;
    case hciOpcode.readLeHostSupport:
      return [1, 0];
    case hciOpcode.leReadBufferSize:
      return [...u16(facts.aclLength), facts.aclCount];
    case hciOpcode.readBufferSize:
      return [...u16(facts.aclLength), 0, ...u16(facts.aclCount), ...u16(0)];
    case hciOpcode.readAddress:
      return addressBytes(facts.address);
    default:
      return undefined;
  }
}

function supportedCommands(): number[] {
  const octets = Array.from({ length: 64 }, () => 0);
  for (const [octet, bit] of supported) octets[octet] = (octets[octet] ?? 0) | (1 << bit);
  return octets;
}
