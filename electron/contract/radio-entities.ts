import { z } from 'zod';
import { errorEnvelope } from './envelope.ts';

/** What is around without a cable, and what this machine has to speak with it. */

const text = z.string().max(1000);
/** Bluetooth gives dBm as a signed byte; 127 stands for unknown and is left out. */
const rssi = z.int().min(-127).max(20);

/** A unit in reach of this machine's radio. Its name is a stranger's text. */
export const nearbyEntity = z.strictObject({
  /** The target to open: `ble:ID` or `softap:URL`. */
  id: text,
  channel: z.enum(['ble', 'softap']),
  /** Empty until the unit has told it. */
  name: text,
  /** Signal strength in dBm; absent where it is not known. */
  rssi: rssi.optional(),
  /** Whether it offers provisioning, as far as it says so itself. */
  kind: z.enum(['provisioning', 'other']),
  /** The product whose units advertise like this, by an installed release. */
  product: text.optional(),
  productName: text.optional(),
  simulated: z.boolean(),
  /** When it was last heard, ISO 8601 UTC, to the ten seconds. */
  lastSeen: z.string().max(40).optional(),
});

export const radioStates = [
  'idle',
  'scanning',
  'off',
  'unauthorized',
  'no-adapter',
  'not-installed',
  'stopped',
] as const;

/** Bluetooth of this machine, as it was when it was last asked for. */
export const radioEntity = z.strictObject({
  state: z.enum(radioStates),
  /** Why looking for units ended. */
  error: errorEnvelope.optional(),
});

/** The Wi-Fi network of a unit that this program has joined for a person. */
export const accessPointEntity = z.strictObject({
  state: z.enum(['none', 'joining', 'joined', 'leaving']),
  /** Name of the network. */
  ssid: z.string().max(100).optional(),
  error: errorEnvelope.optional(),
});
