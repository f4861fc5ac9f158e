import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { type SecScheme, type SessionData, SessionDataSchema } from '../../../core/provisioning/proto/session_pb.ts';
import { HandlerFailure } from '../handler-failure.ts';

/** Reads what came over `prov-session`. Throws HandlerFailure for what is no message. */
export function readSessionMessage(bytes: Uint8Array): SessionData {
  try {
    return fromBinary(SessionDataSchema, bytes);
  } catch (cause) {
    throw new HandlerFailure('no session message', { cause });
  }
}

export function writeSessionMessage(secVer: SecScheme, proto: SessionData['proto']): Uint8Array {
  return toBinary(SessionDataSchema, create(SessionDataSchema, { secVer, proto }));
}
