import { RecoveryError } from '../core/errors/recovery-error.ts';
import type { ModemLines, SerialLink, UsbIdentity } from '../core/interfaces/serial-link.ts';

/** An open connection. What it rejects with is a RecoveryError. */
export interface Wire {
  /** What is known once the connection stands. */
  readonly simulated: boolean;
  readonly hasModemLines: boolean;
  write(bytes: Uint8Array): Promise<void>;
  setBaudRate(baudRate: number): Promise<void>;
  setModemLines(lines: ModemLines): Promise<void>;
  /** Never rejects, never hangs. */
  close(): Promise<void>;
}

export interface WireEvents {
  onData(chunk: Uint8Array): void;
  /** The connection has ended, for whatever reason; calling it again does nothing. */
  onLost(): void;
}

/** What a link is called and taken to be before it is opened. */
export interface LinkIdentity {
  readonly name: string;
  readonly usb: UsbIdentity | undefined;
  readonly hasModemLines: boolean;
}

/**
 * The state that every link has, over one way to connect: open once, closed at any time, lost once. Errors: `port.busy`
 * where it is open, `port.gone` where it is not.
 */
export function linkOver(
  identity: LinkIdentity,
  connect: (baudRate: number, events: WireEvents) => Promise<Wire>,
): SerialLink {
  const data = new Set<{ call: (chunk: Uint8Array) => void }>();
  const lost = new Set<{ call: () => void }>();
  let simulated = false;
  let hasModemLines = identity.hasModemLines;
  let current: { wire?: Wire } | undefined;

  const demandWire = (): Wire => {
    if (current?.wire === undefined) throw new RecoveryError('port.gone', { port: identity.name });
    return current.wire;
  };
  const open = async (baudRate: number): Promise<void> => {
    if (current !== undefined) throw new RecoveryError('port.busy', { port: identity.name, process: 'unstrand' });
    const attempt: { wire?: Wire } = {};
    current = attempt;
    const onLost = () => {
      if (current !== attempt) return;
      current = undefined;
      if (attempt.wire === undefined) return; // whoever opens is told
      void attempt.wire.close();
      for (const { call } of [...lost]) call();
    };
    const onData = (chunk: Uint8Array) => {
      if (current === attempt) for (const { call } of [...data]) call(chunk);
    };
    try {
      const wire = await connect(baudRate, { onData, onLost });
      if (current !== attempt) {
        await wire.close();
        throw new RecoveryError('port.gone', { port: identity.name });
      }
      ({ simulated, hasModemLines } = wire);
      attempt.wire = wire;
    } catch (error) {
      if (current === attempt) current = undefined;
      throw error;
    }
  };
  return {
    name: identity.name,
    usb: identity.usb,
    get simulated() {
      return simulated;
    },
    get hasModemLines() {
      return hasModemLines;
    },
    open,
    async close() {
      const wire = current?.wire;
      current = undefined;
      await wire?.close();
    },
    async write(bytes) {
      await demandWire().write(bytes);
    },
    async setBaudRate(baudRate) {
      await demandWire().setBaudRate(baudRate);
    },
    async setModemLines(lines) {
      const wire = demandWire();
      if (wire.hasModemLines) await wire.setModemLines(lines);
    },
    onData: (call) => subscribe(data, { call }),
    onLost: (call) => subscribe(lost, { call }),
  };
}

function subscribe<T>(listeners: Set<T>, listener: T): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}
