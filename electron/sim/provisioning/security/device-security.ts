import type { SessionCipher } from '../../../core/provisioning/security/session-cipher.ts';

/** The device's side of one security scheme, for one link: a new link starts with a new one. */
export interface DeviceSecurity {
  /** Answers a message of `prov-session`. Throws HandlerFailure where the firmware would break the exchange. */
  handshake(request: Uint8Array): Uint8Array;
  /** Undefined until a session is established; then requests are refused. */
  readonly cipher: SessionCipher | undefined;
}

/** Counts proofs that were wrong, over all links; a product may make the next try wait. */
export interface ProofGate {
  /** False while the unit takes no further try. */
  readonly isOpen: boolean;
  failed(): void;
  passed(): void;
}
