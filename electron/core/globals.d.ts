/**
 * The few globals of the web platform that core may use besides ECMAScript: they exist alike in Node, in Electron and
 * in a browser. Core is compiled with `types: []`, so whatever is not named here does not exist for it.
 */
interface AbortSignal {
  readonly aborted: boolean;
  readonly reason: unknown;
  throwIfAborted(): void;
  addEventListener(type: 'abort', listener: () => void, options?: { once?: boolean }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

declare class AbortController {
  readonly signal: AbortSignal;
  abort(reason?: unknown): void;
}

declare class TextEncoder {
  encode(text?: string): Uint8Array<ArrayBuffer>;
}

declare class TextDecoder {
  constructor(label?: 'utf-8' | 'latin1' | 'utf-16le' | 'utf-16be', options?: { fatal?: boolean; ignoreBOM?: boolean });
  decode(bytes?: Uint8Array): string;
}

interface CryptoKey {
  readonly type: 'public' | 'private' | 'secret';
}

interface CryptoKeyPair {
  readonly publicKey: CryptoKey;
  readonly privateKey: CryptoKey;
}

/** The part of WebCrypto that core uses: ECDSA over P-256 for releases and records, RSA and ECDSA for certificates. */
interface SubtleCrypto {
  importKey(
    format: 'spki' | 'pkcs8' | 'raw',
    bytes: Uint8Array,
    algorithm: object | string,
    extractable: boolean,
    usages: string[],
  ): Promise<CryptoKey>;
  exportKey(format: 'spki' | 'pkcs8', key: CryptoKey): Promise<ArrayBuffer>;
  exportKey(format: 'jwk', key: CryptoKey): Promise<{ readonly x?: string; readonly y?: string }>;
  generateKey(algorithm: object, extractable: boolean, usages: string[]): Promise<CryptoKeyPair>;
  sign(algorithm: object | string, key: CryptoKey, bytes: Uint8Array): Promise<ArrayBuffer>;
  verify(algorithm: object | string, key: CryptoKey, signature: Uint8Array, bytes: Uint8Array): Promise<boolean>;
}

declare const crypto: { readonly subtle: SubtleCrypto };

declare class URL {
  constructor(url: string, base?: string);
  readonly href: string;
  readonly protocol: string;
  readonly hostname: string;
  readonly port: string;
  readonly pathname: string;
  username: string;
  password: string;
  search: string;
  hash: string;
}
