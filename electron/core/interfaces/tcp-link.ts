import type { Unsubscribe } from './serial-link.ts';

/** Where to connect: a name that the operating system resolves, or an address. */
export interface TcpTarget {
  readonly address: string;
  readonly port: number;
}

/** One TCP connection to a server. It is used once: connect, talk, close. */
export interface TcpLink {
  /** Throws RecoveryError `probe.unreachable`. Without end where the far side stays silent: the caller keeps the deadline. */
  connect(target: TcpTarget): Promise<void>;
  /** Hands the bytes to the operating system, in order. Throws RecoveryError `probe.closed`. */
  write(bytes: Uint8Array): Promise<void>;
  /** Calls the listener with every chunk received, in order. The chunk belongs to the listener. */
  onData(listener: (chunk: Uint8Array) => void): Unsubscribe;
  /** Calls the listener once when the far side ends the connection, never after `close()`. */
  onClosed(listener: () => void): Unsubscribe;
  /** Ends the connection or the attempt at once, unsent bytes included. Never throws, and may be called twice. */
  close(): void;
}
