import { RecoveryError } from '../../errors/recovery-error.ts';
import { badAnswer } from '../decode-message.ts';
import { type FwResponse, Status } from '../proto/rcv_pb.ts';
import type { ProvisioningSession } from '../session.ts';
import { askFirmware, beginTransfer, chunkLength, sendChunk, transferState } from './firmware-client.ts';
import type { SignedManifest } from './manifest.ts';
import { Patience } from './patience.ts';
import type { PushContext } from './recovery-link.ts';

/** An image and the manifest that lets it in. */
export interface FirmwareImage {
  readonly image: Uint8Array;
  readonly signed: SignedManifest;
}

/** What a run over one connection needs; it may be called again over the next. */
export interface SendContext extends Pick<PushContext, 'clock' | 'emit' | 'signal'> {
  readonly session: ProvisioningSession;
  /** Throws away what the unit has of an earlier transfer. */
  readonly restart: boolean;
  /** The unit took the manifest; no byte of the image goes before this has settled. */
  readonly begun: () => Promise<void>;
  /** The unit has so many bytes. */
  readonly reached: (offset: number) => void;
}

const endpoint = 'rcv-fw';

/**
 * Brings the unit from whatever state it is in to an image that it has checked and would start (PROTOCOLS §4.4): begin,
 * chunks, finish. Throws `provisioning.refused` and `provisioning.image-refused` for what no repetition changes, and what
 * the session throws.
 */
export async function sendImage(firmware: FirmwareImage, context: SendContext): Promise<'ready' | 'activated'> {
  const { session, emit, signal } = context;
  const total = firmware.image.length;
  const begun = await beginTransfer(session, firmware.signed, context.restart, signal);
  if (begun.state === transferState.activated) return 'activated';
  if (begun.status !== Status.OK && begun.status !== Status.IN_PROGRESS) throw refusal('begin', begun);
  if (begun.imageSize !== total) throw badAnswer(endpoint, 'image-size');
  await context.begun();
  emit({ type: 'transfer-begun', offset: begun.state === transferState.table ? 0 : offsetOf(begun, total), total });
  let answer = begun;
  while (answer.state === transferState.receiving || answer.state === transferState.table) {
    const offset = await sendChunks(firmware.image, answer, context);
    if (offset < total) throw badAnswer(endpoint, 'offset');
    answer = await askFirmware(session, 'finish', signal);
    if (answer.status === Status.GAP) continue;
    if (answer.status !== Status.OK && answer.status !== Status.IN_PROGRESS) throw refusal('finish', answer);
    if (answer.state === transferState.receiving || answer.state === transferState.table)
      throw badAnswer(endpoint, 'state');
  }
  return awaitVerdict(answer, context);
}

/** Sends what the unit has not got, in order; the offset up to which it has everything. */
async function sendChunks(image: Uint8Array, begun: FwResponse, context: SendContext): Promise<number> {
  const { session, emit, signal, reached } = context;
  const length = chunkLength(session, begun.maxData);
  const patience = new Patience(context);
  // In state `table` offsets count within the table of block digests. It is an offer that a client may leave alone: the
  // first chunk says so, and its answer tells how much of the image is there.
  let isInTable = begun.state === transferState.table;
  let offset = isInTable ? 0 : offsetOf(begun, image.length);
  while (offset < image.length) {
    const chunk = image.subarray(offset, offset + length);
    const answer = await sendChunk(session, begun.transfer, offset, chunk, signal);
    if (!isPassing(answer.status)) throw refusal('data', answer);
    const next = answer.status === Status.BUSY ? offset : offsetOf(answer, image.length);
    if (next > offset + chunk.length && !isInTable) throw badAnswer(endpoint, 'offset');
    if (answer.status === Status.BUSY) await patience.pause(answer.retryMs, true);
    else if (next > offset) patience.renew();
    else patience.repeat();
    isInTable &&= answer.state === transferState.table;
    offset = next;
    reached(offset);
    emit({ type: 'progress', durable: Math.min(answer.durableOffset, offset), queued: offset, total: image.length });
  }
  return offset;
}

/** Statuses after which the unit says where to go on. */
function isPassing(status: Status): boolean {
  return status === Status.OK || status === Status.BUSY || status === Status.GAP || status === Status.BAD_CRC;
}

function offsetOf({ nextOffset }: FwResponse, total: number): number {
  if (nextOffset > total) throw badAnswer(endpoint, 'offset');
  return nextOffset;
}

/** Waits for the unit's own check of the whole image. */
async function awaitVerdict(finished: FwResponse, context: SendContext): Promise<'ready'> {
  const patience = new Patience(context);
  context.emit({ type: 'verifying' });
  for (let answer = finished; ; answer = await askFirmware(context.session, 'status', context.signal)) {
    if (answer.state === transferState.ready) return 'ready';
    if (answer.state === transferState.failed) throw refusal('finish', answer);
    if (answer.state !== transferState.verifying) throw new RecoveryError('provisioning.session-lost');
    await patience.pause(answer.retryMs, false);
  }
}

/** What the unit found wrong with the image; `NO_TRANSFER` only means that it forgot and has to be offered it again. */
function refusal(operation: string, { status }: FwResponse): RecoveryError {
  if (status === Status.NO_TRANSFER || status === Status.BUSY) return new RecoveryError('provisioning.session-lost');
  if (status === Status.HASH_MISMATCH || status === Status.IMAGE_INVALID) {
    return new RecoveryError('provisioning.image-refused', { status });
  }
  return new RecoveryError('provisioning.refused', { operation, status });
}
