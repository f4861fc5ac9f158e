import { create } from '@bufbuild/protobuf';
import { x25519 } from '@noble/curves/ed25519.js';
import type { Random } from '../../../core/interfaces/machine.ts';
import { S1Resp0Schema, S1Resp1Schema, Sec1Msg, Sec1PayloadSchema } from '../../../core/provisioning/proto/sec1_pb.ts';
import { SecScheme } from '../../../core/provisioning/proto/session_pb.ts';
import { ctrStream } from '../../../core/provisioning/security/ctr-stream.ts';
import { sameSecret } from '../../../core/provisioning/security/same-secret.ts';
import { sharedKeyOf } from '../../../core/provisioning/security/security1.ts';
import type { SessionCipher } from '../../../core/provisioning/security/session-cipher.ts';
import { HandlerFailure } from '../handler-failure.ts';
import type { DeviceSecurity, ProofGate } from './device-security.ts';
import { readSessionMessage, writeSessionMessage } from './session-message.ts';

type Sec1Content = Parameters<typeof create<typeof Sec1PayloadSchema>>[1];

/** Security 1 as ESP-IDF's `security1.c` has it (PROTOCOLS §2.2). An empty `pop` counts as none. */
export class DeviceSecurity1 implements DeviceSecurity {
  readonly #pop: Uint8Array;
  readonly #random: Random;
  readonly #gate: ProofGate;
  #started:
    | { readonly clientPublic: Uint8Array; readonly ownPublic: Uint8Array; readonly stream: SessionCipher }
    | undefined;
  #isEstablished = false;

  constructor(pop: Uint8Array, random: Random, gate: ProofGate) {
    this.#pop = pop;
    this.#random = random;
    this.#gate = gate;
  }

  get cipher(): SessionCipher | undefined {
    return this.#isEstablished ? this.#started?.stream : undefined;
  }

  handshake(request: Uint8Array): Uint8Array {
    const { proto } = readSessionMessage(request);
    if (proto.case !== 'sec1') throw new HandlerFailure('other scheme');
    const { payload } = proto.value;
    if (payload.case === 'cmd0') return this.#hello(payload.value.clientPubkey);
    if (payload.case === 'cmd1') return this.#prove(payload.value.clientVerifyData);
    throw new HandlerFailure('no command');
  }

  /** A first command while a session stands starts over. */
  #hello(clientPublic: Uint8Array): Uint8Array {
    this.#isEstablished = false;
    if (clientPublic.length !== 32) throw new HandlerFailure('length of key');
    const secretKey = this.#random.bytes(32);
    const initialCounter = this.#random.bytes(16);
    const ownPublic = x25519.getPublicKey(secretKey);
    const stream = ctrStream(this.#sharedKey(secretKey, clientPublic), initialCounter);
    this.#started = { clientPublic, ownPublic, stream };
    const value = create(S1Resp0Schema, { devicePubkey: ownPublic, deviceRandom: initialCounter });
    return answer({ msg: Sec1Msg.S1Response0, payload: { case: 'resp0', value } });
  }

  #sharedKey(secretKey: Uint8Array, clientPublic: Uint8Array): Uint8Array {
    try {
      return sharedKeyOf(secretKey, clientPublic, this.#pop);
    } catch (cause) {
      throw new HandlerFailure('key of small order', { cause });
    }
  }

  #prove(proof: Uint8Array): Uint8Array {
    if (this.#started === undefined || this.#isEstablished) throw new HandlerFailure('out of order');
    if (!this.#gate.isOpen) throw new HandlerFailure('waiting after wrong proofs');
    const { clientPublic, ownPublic, stream } = this.#started;
    if (!sameSecret(stream.decrypt(proof), ownPublic)) {
      this.#gate.failed();
      this.#started = undefined;
      throw new HandlerFailure('wrong proof');
    }
    this.#gate.passed();
    this.#isEstablished = true;
    const value = create(S1Resp1Schema, { deviceVerifyData: stream.encrypt(clientPublic) });
    return answer({ msg: Sec1Msg.S1Response1, payload: { case: 'resp1', value } });
  }
}

function answer(content: Sec1Content): Uint8Array {
  return writeSessionMessage(SecScheme.X25519, { case: 'sec1', value: create(Sec1PayloadSchema, content) });
}
