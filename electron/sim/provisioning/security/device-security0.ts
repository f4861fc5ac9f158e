import { create } from '@bufbuild/protobuf';
import { S0SessionRespSchema, Sec0Msg, Sec0PayloadSchema } from '../../../core/provisioning/proto/sec0_pb.ts';
import { SecScheme } from '../../../core/provisioning/proto/session_pb.ts';
import { plainCipher } from '../../../core/provisioning/security/session-cipher.ts';
import { HandlerFailure } from '../handler-failure.ts';
import type { DeviceSecurity } from './device-security.ts';
import { readSessionMessage, writeSessionMessage } from './session-message.ts';

/** Security 0: requests are taken as they are, with or without a handshake. */
export const deviceSecurity0: DeviceSecurity = {
  cipher: plainCipher,
  handshake: (request) => {
    if (readSessionMessage(request).proto.case !== 'sec0') throw new HandlerFailure('other scheme');
    const value = create(S0SessionRespSchema);
    const sec0 = create(Sec0PayloadSchema, { msg: Sec0Msg.S0Response, payload: { case: 'response', value } });
    return writeSessionMessage(SecScheme.None, { case: 'sec0', value: sec0 });
  },
};
