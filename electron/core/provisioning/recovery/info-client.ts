import { create, toBinary } from '@bufbuild/protobuf';
import { concatBytes } from '../../bytes/concat-bytes.ts';
import { RecoveryError } from '../../errors/recovery-error.ts';
import { badAnswer, decodeMessage } from '../decode-message.ts';
import {
  type Attestation,
  AttestSchema,
  type DeviceInfo,
  EmptySchema,
  type InfoRequest,
  InfoRequestSchema,
  type InfoResponse,
  InfoResponseSchema,
  type OtaInfo,
  Status,
  type TrustEntry,
  TrustQuerySchema,
  TrustReadSchema,
} from '../proto/rcv_pb.ts';
import type { ProvisioningSession } from '../session.ts';

/** The version of the protocol that is spoken here. */
export const recoveryProtocol = 1;

/** Bytes of an anchor as the unit keeps it. */
export interface AnchorBytes {
  readonly form: 'certificate' | 'name+key';
  readonly bytes: Uint8Array<ArrayBuffer>;
}

const endpoint = 'rcv-info';
/** Several times what a full bundle holds; more is made up. */
const maxEntries = 1024;
const maxAnchorLength = 8192;
const entriesPerPage = 16;
/** What an answer has around the bytes of an anchor. */
const answerOverhead = 48;

/** What the unit is and runs. Throws `provisioning.not-offered` for a unit whose protocol is another. */
export async function readDeviceInfo(session: ProvisioningSession, signal?: AbortSignal): Promise<DeviceInfo> {
  const { device } = await ask(session, { case: 'device', value: create(EmptySchema) }, signal);
  if (device === undefined) throw badAnswer(endpoint, 'device');
  const isSpoken = device.minV <= recoveryProtocol && device.maxV >= recoveryProtocol;
  if (!isSpoken) throw new RecoveryError('provisioning.not-offered', { what: `rcv ${device.minV}-${device.maxV}` });
  return device;
}

/** What decides its updates; undefined where the unit does not tell. */
export async function readOtaInfo(session: ProvisioningSession, signal?: AbortSignal): Promise<OtaInfo | undefined> {
  return unlessRefused(async () => (await ask(session, { case: 'ota', value: create(EmptySchema) }, signal)).ota);
}

/** A signature over what the unit says of itself and the nonce, 16–32 bytes; undefined where it gives none. */
export async function readAttestation(
  session: ProvisioningSession,
  nonce: Uint8Array,
  signal?: AbortSignal,
): Promise<Attestation | undefined> {
  const value = create(AttestSchema, { nonce });
  return unlessRefused(async () => (await ask(session, { case: 'attest', value }, signal)).attest);
}

/** Every entry of the trust store. Throws `provisioning.bad-answer` for pages that lead nowhere. */
export async function readTrustEntries(session: ProvisioningSession, signal?: AbortSignal): Promise<TrustEntry[]> {
  const entries: TrustEntry[] = [];
  for (;;) {
    const value = create(TrustQuerySchema, { start: entries.length, count: entriesPerPage, names: true });
    const { trust } = await ask(session, { case: 'trust', value }, signal);
    if (trust === undefined || trust.start !== entries.length) throw badAnswer(endpoint, 'page');
    if (trust.total > maxEntries || entries.length + trust.entry.length > trust.total)
      throw badAnswer(endpoint, 'total');
    entries.push(...trust.entry);
    if (entries.length === trust.total) return entries;
    if (trust.entry.length === 0) throw badAnswer(endpoint, 'empty-page');
  }
}

/** The anchor behind an entry, read in pieces. Throws `provisioning.bad-answer` for pieces that do not fit together. */
export async function readAnchor(
  session: ProvisioningSession,
  index: number,
  signal?: AbortSignal,
): Promise<AnchorBytes> {
  const pieces: Uint8Array[] = [];
  const max = Math.max(64, session.transport.limits.answer - answerOverhead);
  for (let offset = 0; ; ) {
    const value = create(TrustReadSchema, { index, offset, max });
    const { read } = await ask(session, { case: 'read', value }, signal);
    if (read === undefined || read.offset !== offset || read.data.length === 0) throw badAnswer(endpoint, 'piece');
    if (read.total > maxAnchorLength || offset + read.data.length > read.total) throw badAnswer(endpoint, 'total');
    if (read.form !== 1 && read.form !== 2) throw badAnswer(endpoint, 'form');
    pieces.push(read.data);
    offset += read.data.length;
    if (offset === read.total) {
      return { form: read.form === 1 ? 'certificate' : 'name+key', bytes: concatBytes(pieces) };
    }
  }
}

/** Undefined where the unit refuses, as it does what it does not know. */
async function unlessRefused<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof RecoveryError && error.code === 'provisioning.refused') return undefined;
    throw error;
  }
}

async function ask(
  session: ProvisioningSession,
  op: InfoRequest['op'],
  signal: AbortSignal | undefined,
): Promise<InfoResponse> {
  const request = toBinary(InfoRequestSchema, create(InfoRequestSchema, { v: recoveryProtocol, op }));
  const answer = decodeMessage(InfoResponseSchema, await session.request(endpoint, request, signal), endpoint);
  if (answer.status !== Status.OK) {
    throw new RecoveryError('provisioning.refused', { operation: op.case ?? '', status: answer.status });
  }
  return answer;
}
