import { sha256Hex } from '../bytes/digest.ts';
import { descriptorOffset, parseBootloaderDescriptor } from './app-descriptor.ts';
import { parseAppImage } from './app-image.ts';
import { idfVersionPattern } from './idf-version.ts';
import { joinSegments } from './rodata.ts';
import { findStrings } from './strings.ts';

const banner = '2nd stage bootloader';
/** The compiler lays the version right beside the banner that prints it. */
const nearby = 256;
const digestLength = 32;

/**
 * The ESP-IDF version that built a bootloader, which OTA updates normally leave in place: from its descriptor (v5.2 and
 * later), else from the literal beside its banner (FORMATS §3.4). Undefined where neither is there, as in bootloaders
 * built without info logging.
 */
export function readBootloaderIdfVersion(bytes: Uint8Array): string | undefined {
  const descriptor = parseBootloaderDescriptor(bytes.subarray(descriptorOffset));
  if (descriptor.ok && descriptor.value.idfVersion !== '') return descriptor.value.idfVersion;
  const image = parseAppImage(bytes);
  if (!image.ok) return undefined;
  for (const stream of joinSegments(bytes, image.value.segments)) {
    const version = versionBesideBanner(stream.bytes);
    if (version !== undefined) return version;
  }
  return undefined;
}

function versionBesideBanner(bytes: Uint8Array): string | undefined {
  const strings = [...findStrings(bytes)];
  const printed = strings.find(({ text }) => text.includes(banner));
  if (!printed) return undefined;
  const distance = ({ offset }: { offset: number }) => Math.abs(offset - printed.offset);
  const whole = new RegExp(`^${idfVersionPattern.source}$`);
  return strings
    .filter((string) => distance(string) <= nearby && whole.test(string.text))
    .sort((a, b) => distance(a) - distance(b))[0]?.text;
}

/**
 * SHA-256 by which the same bootloader is recognised whatever flash mode and size it was written with: bytes 2 and 3 of
 * its header count as zero and the appended digest is left out, because flashing tools change one and not always the
 * other (FORMATS §2.6). Undefined where the bytes are no image.
 */
export function bootloaderFingerprint(bytes: Uint8Array): string | undefined {
  const image = parseAppImage(bytes);
  if (!image.ok) return undefined;
  const { length, header } = image.value;
  const covered = bytes.slice(0, length - (header.hashAppended ? digestLength : 0));
  covered.fill(0, 2, 4);
  return sha256Hex(covered);
}
