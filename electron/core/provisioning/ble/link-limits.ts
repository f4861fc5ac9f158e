import type { ProvisioningTransport } from '../../interfaces/provisioning-transport.ts';
import type { SecurityVersion } from '../capabilities.ts';

/** Largest value of an attribute (Bluetooth Core, Vol 3 Part F §3.2.9). */
export const largestAttribute = 512;

/** What Bluedroid offers, whatever is asked for; NimBLE's default is 256, and 517 when it is set up for speed. */
const bluedroidMtu = 500;
/** Beneath it a single write carries too little, and long writes are the lesser evil (PROTOCOLS §4.4, sizes). */
const leastMtu = 100;
/** Opcode and handle in front of a value. */
const writeOverhead = 3;
/** A packet of the link layer with the data length extension, and what L2CAP and ATT put in front of a value in the first. */
const linkPacket = 251;
const packetOverhead = 7;
/** Connection events of an exchange besides those that the request's packets need: acknowledgement, read, and its answer. */
const otherEvents = 3;

/**
 * What one exchange carries over a link (PROTOCOLS §1.3, §4.4). Bluedroid has room for 481 bytes if security 2 is compiled
 * in, else for 257; NimBLE for 512; `firmwareLimit` where the product's has less. What is longer than one write holds goes
 * as a long write, as the first message of SRP must over NimBLE's usual MTU.
 */
export function linkLimits(
  mtu: number | undefined,
  security: SecurityVersion,
  firmwareLimit: number = largestAttribute,
): ProvisioningTransport['limits'] {
  const attribute = Math.min(attributeLimit(mtu, security), firmwareLimit);
  const size = { request: attribute, answer: attribute };
  return mtu === undefined || mtu < leastMtu
    ? size
    : { ...size, singleWrite: swiftest(Math.min(attribute, mtu - writeOverhead)) };
}

/**
 * Where a connection event carries one packet, a last packet with a few bytes costs an event: a length that fills whole
 * packets is then faster than the longest, and where events carry more it loses little.
 */
function swiftest(limit: number): number {
  const packets = Math.ceil((limit + packetOverhead) / linkPacket);
  const filled = (packets - 1) * linkPacket - packetOverhead;
  const perEvent = (length: number, count: number) => length / (count + otherEvents);
  return filled > 0 && perEvent(filled, packets - 1) > perEvent(limit, packets) ? filled : limit;
}

/** Where the MTU does not tell the stack, the smaller of what both can. */
function attributeLimit(mtu: number | undefined, security: SecurityVersion): number {
  const mayBeBluedroid = mtu === undefined || mtu === bluedroidMtu || mtu < leastMtu;
  if (!mayBeBluedroid) return largestAttribute;
  return security === 2 ? 481 : 257;
}
