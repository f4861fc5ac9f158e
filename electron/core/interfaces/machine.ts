/** Time. Core never reads the system clock itself, so tests can stop it. */
export interface Clock {
  /** Wall clock, milliseconds since 1970 UTC. */
  now(): number;
  /** Monotonic milliseconds, for durations and rates. */
  monotonicMs(): number;
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** Cryptographically strong random bytes. */
export interface Random {
  bytes(length: number): Uint8Array;
}

/** zlib (RFC 1950) at level 9, in native code off the main thread where possible. */
export interface Deflate {
  deflate(data: Uint8Array): Promise<Uint8Array>;
}

/** Keys of this station: kept with owner-only rights or in the OS key store. Values are secret and never logged. */
export interface SecretStore {
  get(name: string): Promise<string | undefined>;
  set(name: string, secret: string): Promise<void>;
}

export interface Logger {
  debug(message: string, params?: Readonly<Record<string, unknown>>): void;
  info(message: string, params?: Readonly<Record<string, unknown>>): void;
  warn(message: string, params?: Readonly<Record<string, unknown>>): void;
}
