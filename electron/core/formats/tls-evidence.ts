import { viewOf } from '../bytes/byte-view.ts';
import { containsText } from '../bytes/contains-text.ts';
import type { Chip } from '../chips/chip.ts';
import type { ImageSegment } from './app-image.ts';

/** What the texts of an app tell of how it checks certificates. */
export interface TlsEvidence {
  /**
   * It can say why it refuses a certificate, that it has expired among other things. That proves the words are linked, not
   * that dates are checked (FORMATS §8.3).
   */
  readonly explainsRefusals: boolean;
  /** It can set its clock over the network, without which no firmware can check dates. */
  readonly setsClock: boolean;
}

/** From the flag texts of Mbed TLS (FORMATS §8.4). */
const refusalText = 'The certificate validity has expired';
const clockTexts = ['sntp', 'SNTP', 'pool.ntp.org', 'NTP client'];

/** Looks for texts in the data of an app. */
export function findTlsEvidence(streams: readonly Uint8Array[]): TlsEvidence {
  const holds = (text: string) => streams.some((bytes) => containsText(bytes, text));
  return { explainsRefusals: holds(refusalText), setsClock: clockTexts.some(holds) };
}

/** Header 13, IV 16, MAC 48 and padding 256: what Mbed TLS 2 and 3 add to the content length of its receive buffer. */
const recordOverhead = 333;
/** Content lengths that products choose. */
const usualLengths = [2048, 4096, 8192, 16384];

/**
 * The largest TLS record that an app can take in, in bytes of content: Mbed TLS allocates its buffer with a constant that
 * the Xtensa compiler keeps as a whole word beside the code. Undefined where no such constant or several stand there, and
 * on RISC-V, whose code holds it in pieces. A hint: any word of this value looks the same.
 */
export function findTlsInputBuffer(
  image: Uint8Array,
  segments: readonly ImageSegment[],
  chip: Chip,
): number | undefined {
  if (chip.family !== 'ESP32') return undefined;
  const isCode = (address: number) => address >= chip.irom[0] && address < chip.irom[1];
  const found = new Set<number>();
  for (const { loadAddress, fileOffset, length } of segments) {
    if (!isCode(loadAddress)) continue;
    const view = viewOf(image.subarray(fileOffset, fileOffset + length));
    for (let at = 0; at + 4 <= view.byteLength; at += 4) {
      const content = view.getUint32(at, true) - recordOverhead;
      if (usualLengths.includes(content)) found.add(content);
    }
  }
  const [only, ...others] = found;
  return others.length === 0 ? only : undefined;
}
