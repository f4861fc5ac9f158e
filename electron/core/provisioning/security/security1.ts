import { create, toBinary } from '@bufbuild/protobuf';
import { x25519 } from '@noble/curves/ed25519.js';
import { sha256 } from '../../bytes/digest.ts';
import { RecoveryError } from '../../errors/recovery-error.ts';
import type { Random } from '../../interfaces/machine.ts';
import { badAnswer, decodeMessage } from '../decode-message.ts';
import { S1Cmd0Schema, S1Cmd1Schema, type S1Resp0, Sec1Msg, Sec1PayloadSchema } from '../proto/sec1_pb.ts';
import { SecScheme, SessionDataSchema } from '../proto/session_pb.ts';
import { Status } from '../proto/status_pb.ts';
import { ctrStream } from './ctr-stream.ts';
import { sameSecret } from './same-secret.ts';
import type { HandshakeExchange, SessionCipher } from './session-cipher.ts';

const endpoint = 'prov-session';
const keyLength = 32;
const randomLength = 16;

/**
 * The handshake of security 1 as client (PROTOCOLS §2.2). An empty proof of possession counts as none. Throws
 * `provisioning.unit-not-proven` where the unit answers with another key, and whatever the exchange throws.
 */
export async function openSecurity1(
  exchange: HandshakeExchange,
  proofOfPossession: Uint8Array,
  random: Random,
): Promise<SessionCipher> {
  const secretKey = random.bytes(keyLength);
  const clientPublic = x25519.getPublicKey(secretKey);
  const hello = await sendHello(exchange, clientPublic);
  const stream = ctrStream(
    sharedKeyOf(secretKey, hello.devicePubkey, proofOfPossession),
    new Uint8Array(hello.deviceRandom),
  );
  const proof = await sendProof(exchange, stream.encrypt(hello.devicePubkey));
  if (!sameSecret(stream.decrypt(proof), clientPublic)) {
    throw new RecoveryError('provisioning.unit-not-proven');
  }
  return stream;
}

/** `Z`, or `Z ⊕ SHA-256(PoP)`. Throws `provisioning.bad-answer` for a public key of small order. */
export function sharedKeyOf(secretKey: Uint8Array, otherPublic: Uint8Array, proofOfPossession: Uint8Array): Uint8Array {
  let shared: Uint8Array;
  try {
    shared = x25519.getSharedSecret(secretKey, otherPublic);
  } catch (cause) {
    throw badAnswer(endpoint, 'public-key', cause);
  }
  if (proofOfPossession.length === 0) return shared;
  const mask = sha256(proofOfPossession);
  return shared.map((byte, index) => byte ^ (mask[index] ?? 0));
}

async function sendHello(exchange: HandshakeExchange, clientPubkey: Uint8Array): Promise<S1Resp0> {
  const value = create(S1Cmd0Schema, { clientPubkey });
  const { payload } = await converse(exchange, { msg: Sec1Msg.S1Command0, payload: { case: 'cmd0', value } });
  if (payload.case !== 'resp0') throw badAnswer(endpoint, 'response-0');
  checkStatus(payload.value.status);
  const { devicePubkey, deviceRandom } = payload.value;
  if (devicePubkey.length !== keyLength || deviceRandom.length !== randomLength) throw badAnswer(endpoint, 'lengths');
  return payload.value;
}

async function sendProof(exchange: HandshakeExchange, clientVerifyData: Uint8Array): Promise<Uint8Array> {
  const value = create(S1Cmd1Schema, { clientVerifyData });
  const { payload } = await converse(exchange, { msg: Sec1Msg.S1Command1, payload: { case: 'cmd1', value } });
  if (payload.case !== 'resp1') throw badAnswer(endpoint, 'response-1');
  checkStatus(payload.value.status);
  if (payload.value.deviceVerifyData.length !== keyLength) throw badAnswer(endpoint, 'lengths');
  return payload.value.deviceVerifyData;
}

async function converse(exchange: HandshakeExchange, content: Parameters<typeof create<typeof Sec1PayloadSchema>>[1]) {
  const sec1 = create(Sec1PayloadSchema, content);
  const request = create(SessionDataSchema, { secVer: SecScheme.X25519, proto: { case: 'sec1', value: sec1 } });
  const answer = decodeMessage(SessionDataSchema, await exchange(toBinary(SessionDataSchema, request)), endpoint);
  if (answer.proto.case !== 'sec1') throw badAnswer(endpoint, 'other-scheme');
  return answer.proto.value;
}

function checkStatus(status: number): void {
  if (status !== Status.Success) throw new RecoveryError('provisioning.refused', { operation: endpoint, status });
}
