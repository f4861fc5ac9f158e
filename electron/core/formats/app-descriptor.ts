import { viewOf } from '../bytes/byte-view.ts';
import { readTerminatedText } from '../bytes/fixed-text.ts';
import { encodeHex } from '../bytes/hex.ts';
import { malformed, type Parsed, parsed } from './parsed.ts';

/** What an app built with ESP-IDF v3.3 or later says of itself (`esp_app_desc_t`, FORMATS §3.1). */
export interface AppDescriptor {
  readonly secureVersion: number;
  readonly version: string;
  readonly projectName: string;
  /** `HH:MM:SS`; empty in reproducible builds. */
  readonly time: string;
  /** `Mmm dd yyyy`; empty in reproducible builds. */
  readonly date: string;
  readonly idfVersion: string;
  /** SHA-256 of the ELF file, all zero where the build did not fill it in. */
  readonly elfSha256: string;
}

/** What a bootloader built with ESP-IDF v5.2 or later says of itself (FORMATS §3.2). */
export interface BootloaderDescriptor {
  readonly version: number;
  readonly idfVersion: string;
  readonly dateTime: string;
}

/** Both stand right behind the image header and the first segment's header. */
export const descriptorOffset = 0x20;
export const appDescriptorLength = 256;
const appDescriptorMagic = 0xabcd5432;
const bootloaderDescriptorLength = 80;
const bootloaderDescriptorMagic = 80;

/** Parses the 256 bytes of the struct. Its texts must be printable and end in NUL: the magic alone proves nothing. */
export function parseAppDescriptor(bytes: Uint8Array): Parsed<AppDescriptor> {
  if (bytes.length < appDescriptorLength) return malformed('app-descriptor.truncated', bytes.length);
  const view = viewOf(bytes);
  if (view.getUint32(0, true) !== appDescriptorMagic) return malformed('app-descriptor.bad-magic', 0);
  const text = (at: number, length: number) => readTerminatedText(bytes.subarray(at, at + length));
  const version = text(16, 32);
  const projectName = text(48, 32);
  const time = text(80, 16);
  const date = text(96, 16);
  const idfVersion = text(112, 32);
  if (
    version === undefined ||
    projectName === undefined ||
    time === undefined ||
    date === undefined ||
    idfVersion === undefined
  ) {
    return malformed('app-descriptor.bad-text', 16);
  }
  const elfSha256 = encodeHex(bytes.subarray(144, 176));
  return parsed({ secureVersion: view.getUint32(4, true), version, projectName, time, date, idfVersion, elfSha256 });
}

/** Parses the 80 bytes of `esp_bootloader_desc_t`. Its magic is the struct's length. */
export function parseBootloaderDescriptor(bytes: Uint8Array): Parsed<BootloaderDescriptor> {
  if (bytes.length < bootloaderDescriptorLength) return malformed('bootloader-descriptor.truncated', bytes.length);
  const view = viewOf(bytes);
  if (view.getUint8(0) !== bootloaderDescriptorMagic) return malformed('bootloader-descriptor.bad-magic', 0);
  const idfVersion = readTerminatedText(bytes.subarray(8, 40));
  const dateTime = readTerminatedText(bytes.subarray(40, 64));
  if (idfVersion === undefined || dateTime === undefined) return malformed('bootloader-descriptor.bad-text', 8);
  return parsed({ version: view.getUint32(4, true), idfVersion, dateTime });
}

/**
 * True where the descriptor describes the prebuilt Arduino libraries and not the sketch: its version and date say
 * nothing of the product (FORMATS §3.3).
 */
export function isLibraryBuilder(descriptor: AppDescriptor): boolean {
  return /^(esp32-)?arduino-lib-builder$/.test(descriptor.projectName);
}
