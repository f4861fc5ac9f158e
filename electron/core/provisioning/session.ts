import { RecoveryError } from '../errors/recovery-error.ts';
import type { ProvisioningTransport } from '../interfaces/provisioning-transport.ts';
import type { Capabilities } from './capabilities.ts';
import { badAnswer } from './decode-message.ts';
import type { SessionCipher } from './security/session-cipher.ts';

/** An established session: endpoints by name, one request at a time. */
export interface ProvisioningSession {
  readonly capabilities: Capabilities;
  readonly transport: ProvisioningTransport;
  /** True once an exchange failed: nothing more can be said over this session. */
  readonly isLost: boolean;
  /**
   * Sends a request and gives out its answer, both in the clear. Rejects with `provisioning.exchange-failed`,
   * `provisioning.bad-answer`, `provisioning.request-too-large`, and `provisioning.session-lost` after one of those.
   */
  request(endpoint: string, plain: Uint8Array, signal?: AbortSignal): Promise<Uint8Array>;
  /** Ends session and connection. Never throws. */
  close(): Promise<void>;
}

/** What the record layer adds to a request or an answer at most. */
export const recordOverhead = 16;

/** The session that a handshake led to. */
export function sessionOver(
  transport: ProvisioningTransport,
  capabilities: Capabilities,
  cipher: SessionCipher,
): ProvisioningSession {
  let isLost = false;
  let turn: Promise<unknown> = Promise.resolve();
  const exchange = async (endpoint: string, plain: Uint8Array, signal: AbortSignal | undefined) => {
    if (isLost) throw new RecoveryError('provisioning.session-lost');
    signal?.throwIfAborted();
    const length = plain.length + recordOverhead;
    if (length > transport.limits.request) {
      throw new RecoveryError('provisioning.request-too-large', { length, limit: transport.limits.request });
    }
    // From here on an exchange that ends early leaves the two sides of the cipher apart (PROTOCOLS §2.2).
    isLost = true;
    const answer = await transport.exchange(endpoint, cipher.encrypt(plain), signal);
    const decrypted = decrypt(cipher, answer, endpoint);
    isLost = false;
    return decrypted;
  };
  return {
    capabilities,
    transport,
    get isLost() {
      return isLost;
    },
    request: (endpoint, plain, signal) => {
      const result = turn.then(() => exchange(endpoint, plain, signal));
      turn = result.catch(() => undefined);
      return result;
    },
    close: async () => {
      isLost = true;
      await transport.close();
    },
  };
}

function decrypt(cipher: SessionCipher, answer: Uint8Array, endpoint: string): Uint8Array {
  try {
    return cipher.decrypt(answer);
  } catch (cause) {
    throw badAnswer(endpoint, 'tag', cause);
  }
}
