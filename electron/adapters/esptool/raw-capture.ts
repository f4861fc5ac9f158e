import type { SerialLink, Unsubscribe } from '../../core/interfaces/serial-link.ts';

/** Everything a link receives, as text: boot logs of ROM, bootloader and application. */
export interface RawCapture {
  /** All text so far, the newest `maxBytes` of it; what is no UTF-8 is replaced. Untrusted. */
  text(): string;
  stop: Unsubscribe;
}

/** Captures until `stop`. A blank C3 prints 4000 lines a second (ESPTOOL-JS §8), so the oldest text makes room. */
export function captureRaw(link: SerialLink, maxBytes: number, onChunk: () => void = () => undefined): RawCapture {
  let chunks: Uint8Array[] = [];
  let length = 0;
  const stop = link.onData((chunk) => {
    chunks.push(chunk);
    length += chunk.length;
    if (length > 2 * maxBytes) {
      chunks = [joined(chunks, length).subarray(-maxBytes)];
      length = maxBytes;
    }
    onChunk();
  });
  return { stop, text: () => new TextDecoder().decode(joined(chunks, length).subarray(-maxBytes)) };
}

function joined(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const all = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}
