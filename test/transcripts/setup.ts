import type { ChipFamily } from '../../electron/core/chips/chip.ts';
import type { FlashChip } from '../../electron/sim/flash-chip.ts';
import { dataChecksum, opcodes } from '../../electron/sim/loader.ts';
import { dataBlock, requestFrame, words } from '../support/frames.ts';
import { syncData } from '../support/sim-unit.ts';
import { type Recording, recordedImage } from './recording.ts';

/** State of the loader that a scenario starts with, reached by frames that were not recorded. */
export type Setup = 'rom' | 'rom-after-read' | 'rom-attached' | 'rom-with-upload' | 'stub';

/** Which notes begin a scenario on a fresh loader, and in which state. */
const setupRules: readonly (readonly [file: RegExp, note: RegExp, setup: Setup])[] = [
  [/-opcodes-rom/, /^opcode/, 'rom-after-read'],
  [/-opcodes-stub/, /^opcode/, 'stub'],
  [/-errors-rom/, /without SPI_ATTACH before/, 'rom'],
  [/-errors-rom/, /./, 'rom-attached'],
  [/-errors-stub/, /./, 'stub'],
  [/-efuse-/, /^stub upload on a fresh ROM/, 'rom-with-upload'],
  [/-stub-end/, /\(fresh stub/, 'stub'],
  [/-rom-flash/, /chip reset and attached again/, 'rom-attached'],
  [/-rom-flash/, /^fresh ROM/, 'rom'],
];
const noScenario = /^(READ_REG$|flash afterwards)|more (lines|times)/;

/** The setup that a note of this recording asks for, if any. */
export function setupForNote({ name }: Recording, note: string): Setup | undefined {
  if (noScenario.test(note)) return undefined;
  return setupRules.find(([file, pattern]) => file.test(name) && pattern.test(note))?.[2];
}

/** The setup that the whole recording starts with; those that begin with a reset or with notes need none. */
export function setupAtStart({ name }: Recording): Setup | undefined {
  if (/-rom-flash|-rom-esptooljs/.test(name)) return 'rom';
  if (/-stub-(flashid|write|read|erase|baud)/.test(name)) return 'stub';
  return undefined;
}

/** Frames that lead from reset to a setup. A stub is stood in for by zeros; its MEM_END may be in the recording. */
export function setupFrames(setup: Setup, chip: ChipFamily, endIsRecorded: boolean): Uint8Array[] {
  const frames = [requestFrame(opcodes.sync, syncData)];
  if (setup === 'rom-after-read') frames.push(requestFrame(opcodes.readRegister, words(0x40001000)));
  if (setup === 'rom-attached') {
    frames.push(requestFrame(opcodes.spiAttach, words(0, 0)));
    frames.push(requestFrame(opcodes.spiSetParams, words(0, 4 << 20, 0x10000, 0x1000, 0x100, 0xffff)));
  }
  if (setup === 'stub' || setup === 'rom-with-upload') {
    const ram = chip === 'ESP32' ? 0x3fff0000 : 0x3fcb0000;
    const code = new Uint8Array(0x400);
    frames.push(requestFrame(opcodes.memoryBegin, words(code.length, 1, code.length, ram)));
    frames.push(requestFrame(opcodes.memoryData, dataBlock(0, code), dataChecksum(code)));
    if (setup === 'stub' || !endIsRecorded) frames.push(requestFrame(opcodes.memoryEnd, words(0, ram)));
  }
  return frames;
}

/** What stood in flash when the recording began: left there by those before it. */
export function initialFlash({ name }: Recording): Uint8Array {
  const flash = new Uint8Array(4 << 20).fill(0xff);
  if (/-stub-read/.test(name)) flash.set(recordedImage('B'), 0x10000);
  if (/-errors-stub-frames/.test(name)) flash.set(recordedImage('A').subarray(0, 0x1000), 0x3ff000);
  return flash;
}

/** What the recording's own check after a scenario would have noted for this flash. */
export function describeFlash(flash: FlashChip, note: string, begin: Uint8Array, sent: number): string {
  const deflated = begin[1] === opcodes.deflateBegin;
  const view = new DataView(begin.buffer);
  const [size, offset] = [view.getUint32(8, true), view.getUint32(20, true)];
  const written = deflated ? 8192 : Math.min(size, sent, flash.size - offset);
  const length = Number(/of (\d+) bytes/.exec(note)?.[1] ?? written);
  const image = recordedImage(deflated ? 'B' : 'A').subarray(0, length);
  const different = [...image.keys()].filter((index) => flash.bytes[offset + index] !== image[index]);
  if (different.length === 0) return 'flash afterwards: equal to the image';
  const first = (different[0] ?? 0).toString(16);
  return `flash afterwards: ${different.length} of ${length} bytes differ, first at +0x${first}`;
}
