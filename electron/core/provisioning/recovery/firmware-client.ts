import { create, toBinary } from '@bufbuild/protobuf';
import { crc32Zlib } from '../../bytes/crc32.ts';
import type { ProvisioningTransport } from '../../interfaces/provisioning-transport.ts';
import { badAnswer, decodeMessage } from '../decode-message.ts';
import {
  DataSchema,
  EmptySchema,
  type FwRequest,
  FwRequestSchema,
  type FwResponse,
  FwResponseSchema,
} from '../proto/rcv_pb.ts';
import { type ProvisioningSession, recordOverhead } from '../session.ts';
import { encodeBegin, type SignedManifest } from './manifest.ts';

/** States of a transfer as the unit tells them. */
export const transferState = {
  idle: 0,
  table: 1,
  receiving: 2,
  verifying: 3,
  ready: 4,
  activated: 5,
  failed: 6,
} as const;

const endpoint = 'rcv-fw';
/** Tags, lengths, transfer, offset and CRC around the bytes of a chunk, at most (PROTOCOLS §4.4). */
const chunkOverhead = 23;
/**
 * Half a sector: a unit keeps two sectors in a queue before its flash (PROTOCOLS §4.4), and only pieces that divide them keep one
 * ready while the other is written. Measured: `npm run bench:radio`.
 */
const largestChunk = 2048;

/** Requests without content. */
export type PlainOperation = 'status' | 'finish' | 'activate' | 'abort' | 'confirm';

/** The unit's answer, whatever its status. */
export function askFirmware(
  session: ProvisioningSession,
  operation: PlainOperation,
  signal?: AbortSignal,
): Promise<FwResponse> {
  return send(session, encodeRequest({ case: operation, value: create(EmptySchema) }), signal);
}

/** Offers the manifest: a unit that has begun with it goes on where it stood, unless `restart` says otherwise. */
export function beginTransfer(
  session: ProvisioningSession,
  signed: SignedManifest,
  restart: boolean,
  signal?: AbortSignal,
): Promise<FwResponse> {
  return send(session, encodeBegin(signed, restart), signal);
}

/** One chunk: sent twice it counts once. */
export function sendChunk(
  session: ProvisioningSession,
  transfer: number,
  offset: number,
  data: Uint8Array,
  signal?: AbortSignal,
): Promise<FwResponse> {
  const value = create(DataSchema, { transfer, offset, crc32: crc32Zlib(data), data });
  return send(session, encodeRequest({ case: 'data', value }), signal);
}

/** Bytes of a chunk that link and unit both carry. Throws `provisioning.bad-answer` for a unit that takes none. */
export function chunkLength(session: ProvisioningSession, maxData: number): number {
  const length = carriedLength(session.transport.limits, maxData);
  if (length < 1) throw badAnswer(endpoint, 'max-data');
  return length;
}

/** Bytes of a chunk on a link whose requests have that limit, to a unit that takes `maxData` at once; below 1 = none. */
export function carriedLength(
  { request, singleWrite = request }: ProvisioningTransport['limits'],
  maxData: number,
): number {
  return Math.min(maxData, Math.min(request, singleWrite) - recordOverhead - chunkOverhead, largestChunk);
}

function encodeRequest(op: FwRequest['op']): Uint8Array {
  return toBinary(FwRequestSchema, create(FwRequestSchema, { v: 1, op }));
}

async function send(session: ProvisioningSession, request: Uint8Array, signal?: AbortSignal): Promise<FwResponse> {
  return decodeMessage(FwResponseSchema, await session.request(endpoint, request, signal), endpoint);
}
