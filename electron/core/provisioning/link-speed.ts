import type { ProvisioningTransport } from '../interfaces/provisioning-transport.ts';
import { carriedLength } from './recovery/firmware-client.ts';

/** A way to a unit as far as its speed goes. A `ProvisioningTransport` is one. */
export interface LinkModel extends Pick<ProvisioningTransport, 'channel' | 'limits' | 'mtu'> {
  /** BLE: connection interval, milliseconds; undefined where the system does not tell. */
  readonly intervalMs?: number | undefined;
}

/**
 * What an exchange of `rcv-fw` takes (PROTOCOLS §1.3, §1.4, §4.4). Each chunk is a request and an answer, strictly one
 * after the other. Milliseconds and bytes.
 */
export const linkModel = {
  /** Usual on phones and desktops. */
  bleIntervalMs: 30,
  /** A request goes in one connection event, its answer in the same or the next. */
  intervalsPerAttRequest: 1.5,
  /** Opcode, handle and, for a part of a long write, its offset. */
  attWriteHeader: 3,
  attPrepareHeader: 5,
  attReadHeader: 1,
  /** Around the bytes of a chunk, record layer included; and the longest answer to one. */
  requestOverhead: 39,
  answerLength: 40,
  /** 5 Mbit/s, and the turn from request to answer on a Wi-Fi link to a busy chip. */
  wifiBytesPerMs: 625,
  wifiTurnMs: 15,
  httpHeaders: 250,
  /** Erasing and programming one sector: while it lasts a chip runs no code from flash, so that it adds to the wire. */
  sectorMs: 45 + 16 * 0.4,
  sectorLength: 0x1000,
} as const;

/** What a plan keeps of the link that a unit was read over. */
export function linkModelOf({ channel, limits, mtu }: ProvisioningTransport): LinkModel {
  return { channel, limits, mtu };
}

/** Bytes of an image that get onto the unit's flash in a second; `maxData` is what the unit takes in one chunk, 0 = not told. */
export function imageBytesPerSecond(link: LinkModel, maxData: number): number {
  const chunk = Math.max(1, carriedLength(link.limits, maxData === 0 ? Number.POSITIVE_INFINITY : maxData));
  const wireMs = link.channel === 'ble' ? bleExchangeMs(link, chunk) : softapExchangeMs(chunk);
  const flashMs = (chunk * linkModel.sectorMs) / linkModel.sectorLength;
  return Math.round((chunk * 1000) / (wireMs + flashMs));
}

function bleExchangeMs({ mtu, intervalMs = linkModel.bleIntervalMs }: LinkModel, chunk: number): number {
  const requests = writesOf(chunk + linkModel.requestOverhead, mtu) + readsOf(mtu);
  return requests * linkModel.intervalsPerAttRequest * intervalMs;
}

/** One write, or a long one: its parts, and the request that carries them out. Where no MTU is told, one write. */
function writesOf(length: number, mtu: number | undefined): number {
  if (mtu === undefined || length <= mtu - linkModel.attWriteHeader) return 1;
  return Math.ceil(length / (mtu - linkModel.attPrepareHeader)) + 1;
}

function readsOf(mtu: number | undefined): number {
  return mtu === undefined ? 1 : Math.ceil(linkModel.answerLength / (mtu - linkModel.attReadHeader));
}

function softapExchangeMs(chunk: number): number {
  const bytes = chunk + linkModel.requestOverhead + linkModel.answerLength + 2 * linkModel.httpHeaders;
  return bytes / linkModel.wifiBytesPerMs + linkModel.wifiTurnMs;
}
