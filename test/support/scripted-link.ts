import type { SerialLink } from '../../electron/core/interfaces/serial-link.ts';

/** A link whose other end is the test. */
export interface ScriptedLink {
  readonly link: SerialLink;
  readonly sent: Uint8Array[];
  /** Bytes from the other end, as one chunk. */
  give(bytes: Uint8Array): void;
  /** The cable is pulled. */
  lose(): void;
  /** Called with each write; its promise is that of the write. */
  onWrite: (bytes: Uint8Array) => Promise<void>;
}

export function scriptedLink(): ScriptedLink {
  const data = new Set<(chunk: Uint8Array) => void>();
  const lost = new Set<() => void>();
  const script: ScriptedLink = {
    sent: [],
    onWrite: async () => {},
    give: (bytes) => {
      for (const listener of data) listener(bytes);
    },
    lose: () => {
      for (const listener of lost) listener();
    },
    link: {
      name: 'script',
      usb: undefined,
      simulated: true,
      hasModemLines: true,
      async open() {},
      async close() {},
      write(bytes) {
        script.sent.push(bytes);
        return script.onWrite(bytes);
      },
      async setBaudRate() {},
      async setModemLines() {},
      onData(listener) {
        data.add(listener);
        return () => data.delete(listener);
      },
      onLost(listener) {
        lost.add(listener);
        return () => lost.delete(listener);
      },
    },
  };
  return script;
}
