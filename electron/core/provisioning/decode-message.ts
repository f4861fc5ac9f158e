import { type DescMessage, fromBinary, type MessageShape } from '@bufbuild/protobuf';
import { RecoveryError } from '../errors/recovery-error.ts';

/** Nothing that a unit may answer is longer (PROTOCOLS §1.4). */
export const maxAnswerLength = 4096;

/** Reads what a unit answered. Throws `provisioning.bad-answer`: after security 1 it may be noise, which no tag guards. */
export function decodeMessage<Desc extends DescMessage>(
  schema: Desc,
  bytes: Uint8Array,
  endpoint: string,
): MessageShape<Desc> {
  if (bytes.length > maxAnswerLength) throw badAnswer(endpoint, 'too-long');
  try {
    return fromBinary(schema, bytes);
  } catch (cause) {
    throw badAnswer(endpoint, 'protobuf', cause);
  }
}

/** `reason` is a short code. */
export function badAnswer(endpoint: string, reason: string, cause?: unknown): RecoveryError {
  return new RecoveryError('provisioning.bad-answer', { endpoint, reason }, { cause });
}
