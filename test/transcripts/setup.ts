import type { Recording } from './recording.ts';
import { recordedImage } from './recording.ts';

/** State of the loader that a recording starts a scenario with, reached by frames that were not recorded. */
export type Setup = 'rom' | 'rom-after-read' | 'rom-attached' | 'rom-with-upload' | 'stub';

/** Which setup a note stands for: the scenarios of these files were each recorded on a fresh loader. */
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
  if (/-errors-/.test(name) && noScenario.test(note)) return undefined;
  return setupRules.find(([file, pattern]) => file.test(name) && pattern.test(note))?.[2];
}

/** The setup that the whole recording starts with; those that begin with a reset or with notes need none. */
export function setupAtStart({ name }: Recording): Setup | undefined {
  if (/-rom-flash|-rom-esptooljs/.test(name)) return 'rom';
  if (/-stub-(flashid|write|read|erase|baud)/.test(name)) return 'stub';
  return undefined;
}

/** What stood in flash when the recording began: left there by the files recorded before. */
export function initialFlash({ name }: Recording): Uint8Array {
  const flash = new Uint8Array(4 << 20).fill(0xff);
  if (/-stub-read/.test(name)) flash.set(recordedImage('B'), 0x10000);
  if (/-errors-stub-frames/.test(name)) flash.set(recordedImage('A').subarray(0, 0x1000), 0x3ff000);
  return flash;
}
