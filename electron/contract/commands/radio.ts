import { z } from 'zod';
import { command } from './define.ts';

const nothing = z.strictObject({});
const unit = z.strictObject({ unit: z.string().max(40) });

/**
 * What the label of a unit says. Secret: taken to the session of the unit and to nothing else; no snapshot, log, journal or
 * support bundle has it.
 */
export const unitCredentials = z.strictObject({
  /** Proof of possession, or the password of security 2. */
  pop: z.string().max(256).optional(),
  username: z.string().max(256).optional(),
  /** A technician lets pass that the unit offers less security than its product has. */
  allowsDowngrade: z.boolean().optional(),
});

/** A WPA passphrase, or the 64 hexadecimal digits of a key; empty for an open network. */
const passphrase = z.string().max(64);
/** Octets of a network's name, hexadecimal: names need not be text. */
const ssidBytes = z.string().regex(/^(?:[0-9a-f]{2}){1,32}$/);

/** How a unit fares with its network. */
export const stationStatus = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('connected'), address: z.string().max(100), name: z.string().max(200) }),
  z.strictObject({ state: z.literal('connecting') }),
  z.strictObject({ state: z.literal('disconnected') }),
  z.strictObject({ state: z.literal('failed'), reason: z.enum(['wrong-password', 'network-not-found']) }),
]);

/** A network that the unit itself hears. */
export const heardNetwork = z.strictObject({
  name: z.string().max(200),
  ssid: ssidBytes,
  channel: z.int(),
  rssi: z.int(),
  isOpen: z.boolean(),
});

/** Units without a cable: who is around, the network of a unit, and the network that a unit is to use. */
export const radioCommands = {
  /**
   * Looks for units over Bluetooth, until it is switched off or for two minutes: a screen that goes on showing them asks
   * again.
   */
  'nearby.scan': command(z.strictObject({ on: z.boolean() }), nothing),
  /** Joins the network that a unit opens; the network of before is joined again by `softap.leave` and when the app ends. */
  'softap.join': command(z.strictObject({ ssid: z.string().min(1).max(32), password: passphrase.optional() }), nothing),
  'softap.leave': command(nothing, nothing),
  /** Asks the unit how it fares with its network. */
  'wifi.status': command(unit, stationStatus),
  /** Lets the unit look for networks, strongest first. */
  'wifi.scan': command(unit, z.strictObject({ networks: z.array(heardNetwork).max(64) })),
  /** Gives the unit a network and waits until it has tried. */
  'wifi.set': command(unit.extend({ ssid: ssidBytes, passphrase }), stationStatus),
} as const;
