import { create, toBinary } from '@bufbuild/protobuf';
import { bytesToNumberBE } from '@noble/curves/utils.js';
import { RecoveryError } from '../../errors/recovery-error.ts';
import type { Random } from '../../interfaces/machine.ts';
import { badAnswer, decodeMessage } from '../decode-message.ts';
import { S2Cmd0Schema, S2Cmd1Schema, type S2Resp1, Sec2Msg, Sec2PayloadSchema } from '../proto/sec2_pb.ts';
import { SecScheme, SessionDataSchema } from '../proto/session_pb.ts';
import { Status } from '../proto/status_pb.ts';
import { gcmRecords, nonceLength, type SecurityPatch } from './gcm-records.ts';
import { sameSecret } from './same-secret.ts';
import type { HandshakeExchange, SessionCipher } from './session-cipher.ts';
import {
  clientProofOf,
  clientSecret,
  deviceProofOf,
  groupLength,
  groupPrime,
  padded,
  powerOfGenerator,
  privateKeyOf,
  scramblingOf,
  sessionKeyOf,
} from './srp.ts';

/** User name and password of security 2, as bytes. */
export interface SrpCredentials {
  readonly username: Uint8Array;
  readonly password: Uint8Array;
}

const endpoint = 'prov-session';
const ephemeralLength = 32;
const proofLength = 64;
const maxSaltLength = 64;
const recordKeyLength = 32;

/**
 * The handshake of security 2 as client (PROTOCOLS §2.3). Throws `provisioning.unit-not-proven` where the unit does not
 * prove that it knows the verifier, and whatever the exchange throws.
 */
export async function openSecurity2(
  exchange: HandshakeExchange,
  { username, password }: SrpCredentials,
  patch: SecurityPatch,
  random: Random,
): Promise<SessionCipher> {
  const ephemeral = bytesToNumberBE(random.bytes(ephemeralLength));
  const clientPublic = padded(powerOfGenerator(ephemeral));
  const { devicePublic, salt } = await sendHello(exchange, username, clientPublic);
  const privateKey = privateKeyOf(salt, username, password);
  const secret = secretOf({ ephemeral, privateKey }, clientPublic, devicePublic);
  const sessionKey = sessionKeyOf(secret);
  const proof = clientProofOf({ username, salt, clientPublic, devicePublic, sessionKey });
  const { deviceProof, deviceNonce } = await sendProof(exchange, proof);
  if (!sameSecret(deviceProofOf(clientPublic, proof, sessionKey), deviceProof)) {
    throw new RecoveryError('provisioning.unit-not-proven');
  }
  return gcmRecords(sessionKey.subarray(0, recordKeyLength), deviceNonce, patch);
}

/** `S`, unless the unit's key would make it independent of the password. */
function secretOf(
  secrets: Parameters<typeof clientSecret>[0],
  clientPublic: Uint8Array,
  devicePublic: Uint8Array,
): bigint {
  const B = bytesToNumberBE(devicePublic);
  const u = scramblingOf(bytesToNumberBE(clientPublic), B);
  if (B === 0n || B >= groupPrime || u === 0n) throw badAnswer(endpoint, 'public-key');
  return clientSecret(secrets, B, u);
}

async function sendHello(exchange: HandshakeExchange, clientUsername: Uint8Array, clientPubkey: Uint8Array) {
  const value = create(S2Cmd0Schema, { clientUsername, clientPubkey });
  const { payload } = await converse(exchange, { msg: Sec2Msg.S2Command0, payload: { case: 'cmd0', value } });
  if (payload.case !== 'resp0') throw badAnswer(endpoint, 'response-0');
  checkStatus(payload.value.status);
  const { devicePubkey: devicePublic, deviceSalt: salt } = payload.value;
  const isSane = devicePublic.length > 0 && devicePublic.length <= groupLength;
  if (!isSane || salt.length === 0 || salt.length > maxSaltLength) throw badAnswer(endpoint, 'lengths');
  return { devicePublic, salt };
}

async function sendProof(exchange: HandshakeExchange, clientProof: Uint8Array): Promise<S2Resp1> {
  const value = create(S2Cmd1Schema, { clientProof });
  const { payload } = await converse(exchange, { msg: Sec2Msg.S2Command1, payload: { case: 'cmd1', value } });
  if (payload.case !== 'resp1') throw badAnswer(endpoint, 'response-1');
  checkStatus(payload.value.status);
  const { deviceProof, deviceNonce } = payload.value;
  if (deviceProof.length !== proofLength || deviceNonce.length !== nonceLength) throw badAnswer(endpoint, 'lengths');
  return payload.value;
}

async function converse(exchange: HandshakeExchange, content: Parameters<typeof create<typeof Sec2PayloadSchema>>[1]) {
  const sec2 = create(Sec2PayloadSchema, content);
  const request = create(SessionDataSchema, { secVer: SecScheme.Srp6a, proto: { case: 'sec2', value: sec2 } });
  const answer = decodeMessage(SessionDataSchema, await exchange(toBinary(SessionDataSchema, request)), endpoint);
  if (answer.proto.case !== 'sec2') throw badAnswer(endpoint, 'other-scheme');
  return answer.proto.value;
}

function checkStatus(status: number): void {
  if (status !== Status.Success) throw new RecoveryError('provisioning.refused', { operation: endpoint, status });
}
