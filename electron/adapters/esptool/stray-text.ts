/** Text kept of a unit that prints without end: its last 64 KiB. */
const maxLength = 0x10000;

/** What a chip printed where a frame was expected: boot logs, panics. Untrusted. */
export interface StrayText {
  add(bytes: Uint8Array): void;
  read(): string;
  clear(): void;
}

export function strayText(): StrayText {
  let text = '';
  return {
    add(bytes) {
      text = (text + Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')).slice(-maxLength);
    },
    read: () => text,
    clear() {
      text = '';
    },
  };
}
