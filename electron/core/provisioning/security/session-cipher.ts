/**
 * What an established session does to requests and answers. Both sides consume it strictly in the order of the wire; a
 * message that is lost leaves the two sides apart for good (PROTOCOLS §2.2, §2.3).
 */
export interface SessionCipher {
  encrypt(plain: Uint8Array): Uint8Array;
  /** Throws where the bytes were changed on their way, as far as the scheme can tell. */
  decrypt(bytes: Uint8Array): Uint8Array;
}

/** One request over `prov-session` and its answer. */
export type HandshakeExchange = (request: Uint8Array) => Promise<Uint8Array>;

/** Security 0: nothing happens to the bytes. */
export const plainCipher: SessionCipher = { encrypt: (plain) => plain, decrypt: (bytes) => bytes };
