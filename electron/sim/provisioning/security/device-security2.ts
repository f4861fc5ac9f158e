import { create } from '@bufbuild/protobuf';
import { bytesToNumberBE } from '@noble/curves/utils.js';
import { sameBytes } from '../../../core/bytes/byte-view.ts';
import type { Random } from '../../../core/interfaces/machine.ts';
import { S2Resp0Schema, S2Resp1Schema, Sec2Msg, Sec2PayloadSchema } from '../../../core/provisioning/proto/sec2_pb.ts';
import { SecScheme } from '../../../core/provisioning/proto/session_pb.ts';
import { gcmRecords, type SecurityPatch } from '../../../core/provisioning/security/gcm-records.ts';
import { sameSecret } from '../../../core/provisioning/security/same-secret.ts';
import type { SessionCipher } from '../../../core/provisioning/security/session-cipher.ts';
import {
  clientProofOf,
  deviceProofOf,
  devicePublicOf,
  deviceSecret,
  groupLength,
  groupPrime,
  minimal,
  powerOfGenerator,
  privateKeyOf,
  scramblingOf,
  sessionKeyOf,
} from '../../../core/provisioning/security/srp.ts';
import { HandlerFailure } from '../handler-failure.ts';
import type { DeviceSecurity, ProofGate } from './device-security.ts';
import { readSessionMessage, writeSessionMessage } from './session-message.ts';

type Sec2Content = Parameters<typeof create<typeof Sec2PayloadSchema>>[1];

/** What a device stores of its password. */
export interface SrpAccount {
  readonly username: Uint8Array;
  readonly salt: Uint8Array;
  readonly verifier: bigint;
}

/** The account of a password. */
export function srpAccount(username: string, password: string, salt: Uint8Array): SrpAccount {
  const text = new TextEncoder();
  const name = text.encode(username);
  return { username: name, salt, verifier: powerOfGenerator(privateKeyOf(salt, name, text.encode(password))) };
}

/** Security 2 as current ESP-IDF has it: public keys that are 0 modulo N are refused (PROTOCOLS §2.3, §2.4). */
export class DeviceSecurity2 implements DeviceSecurity {
  readonly #account: SrpAccount;
  readonly #patch: SecurityPatch;
  readonly #random: Random;
  readonly #gate: ProofGate;
  #started: { readonly proof: Uint8Array; readonly answer: Uint8Array; readonly key: Uint8Array } | undefined;
  #cipher: SessionCipher | undefined;

  constructor(account: SrpAccount, patch: SecurityPatch, random: Random, gate: ProofGate) {
    this.#account = account;
    this.#patch = patch;
    this.#random = random;
    this.#gate = gate;
  }

  get cipher(): SessionCipher | undefined {
    return this.#cipher;
  }

  handshake(request: Uint8Array): Uint8Array {
    const { proto } = readSessionMessage(request);
    if (proto.case !== 'sec2') throw new HandlerFailure('other scheme');
    const { payload } = proto.value;
    if (payload.case === 'cmd0') return this.#hello(payload.value.clientUsername, payload.value.clientPubkey);
    if (payload.case === 'cmd1') return this.#prove(payload.value.clientProof);
    throw new HandlerFailure('no command');
  }

  #hello(username: Uint8Array, clientPublic: Uint8Array): Uint8Array {
    this.#cipher = undefined;
    const account = this.#account;
    if (!sameBytes(username, account.username)) throw new HandlerFailure('unknown user');
    if (clientPublic.length > groupLength) throw new HandlerFailure('length of key');
    const A = bytesToNumberBE(clientPublic);
    if (A % groupPrime === 0n) throw new HandlerFailure('key is 0 modulo N');
    const ephemeral = bytesToNumberBE(this.#random.bytes(32));
    const B = devicePublicOf(ephemeral, account.verifier);
    const sessionKey = sessionKeyOf(deviceSecret(ephemeral, account.verifier, A, scramblingOf(A, B)));
    const devicePublic = minimal(B);
    const proof = clientProofOf({ ...account, clientPublic, devicePublic, sessionKey });
    this.#started = {
      proof,
      answer: deviceProofOf(clientPublic, proof, sessionKey),
      key: sessionKey.subarray(0, 32),
    };
    const value = create(S2Resp0Schema, { devicePubkey: devicePublic, deviceSalt: account.salt });
    return answer({ msg: Sec2Msg.S2Response0, payload: { case: 'resp0', value } });
  }

  #prove(clientProof: Uint8Array): Uint8Array {
    const started = this.#started;
    this.#started = undefined;
    if (started === undefined) throw new HandlerFailure('out of order');
    if (!this.#gate.isOpen) throw new HandlerFailure('waiting after wrong proofs');
    if (!sameSecret(clientProof, started.proof)) {
      this.#gate.failed();
      throw new HandlerFailure('wrong proof');
    }
    this.#gate.passed();
    const deviceNonce = new Uint8Array(12);
    deviceNonce.set(this.#random.bytes(8));
    deviceNonce[11] = 1;
    this.#cipher = gcmRecords(started.key, deviceNonce, this.#patch);
    const value = create(S2Resp1Schema, { deviceProof: started.answer, deviceNonce });
    return answer({ msg: Sec2Msg.S2Response1, payload: { case: 'resp1', value } });
  }
}

function answer(content: Sec2Content): Uint8Array {
  return writeSessionMessage(SecScheme.Srp6a, { case: 'sec2', value: create(Sec2PayloadSchema, content) });
}
