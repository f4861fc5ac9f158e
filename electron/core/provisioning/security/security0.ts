import { create, toBinary } from '@bufbuild/protobuf';
import { RecoveryError } from '../../errors/recovery-error.ts';
import { badAnswer, decodeMessage } from '../decode-message.ts';
import { S0SessionCmdSchema, Sec0PayloadSchema } from '../proto/sec0_pb.ts';
import { SessionDataSchema } from '../proto/session_pb.ts';
import { Status } from '../proto/status_pb.ts';
import { type HandshakeExchange, plainCipher, type SessionCipher } from './session-cipher.ts';

const endpoint = 'prov-session';

/** The one exchange of security 0, which protects nothing (PROTOCOLS §2.1). */
export async function openSecurity0(exchange: HandshakeExchange): Promise<SessionCipher> {
  const sec0 = create(Sec0PayloadSchema, { payload: { case: 'command', value: create(S0SessionCmdSchema) } });
  const request = create(SessionDataSchema, { proto: { case: 'sec0', value: sec0 } });
  const { proto } = decodeMessage(SessionDataSchema, await exchange(toBinary(SessionDataSchema, request)), endpoint);
  if (proto.case !== 'sec0' || proto.value.payload.case !== 'response') throw badAnswer(endpoint, 'response');
  const { status } = proto.value.payload.value;
  if (status !== Status.Success) throw new RecoveryError('provisioning.refused', { operation: endpoint, status });
  return plainCipher;
}
