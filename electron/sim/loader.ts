import type { ChipFamily } from '../core/chips/chip.ts';
import type { Bus } from './bus.ts';
import type { EfuseBlock } from './efuse-block.ts';
import type { FlashChip } from './flash-chip.ts';

/** What a loader does after a reply, beside waiting for the next command. */
export type Transition =
  | { readonly to: 'stub' }
  /** The chip resets and reads its straps again. A ROM that was asked to leaves one C0 more on the line. */
  | { readonly to: 'restart'; readonly strayByte: boolean }
  /** Prints a text and answers nothing any more. */
  | { readonly to: 'silence'; readonly text: string }
  | { readonly to: 'baud-rate'; readonly baudRate: number };

/** Answer to one frame. Work on flash done while answering delays the replies; `afterReply` works while the next frame arrives. */
export interface Answer {
  readonly replies: readonly Uint8Array[];
  readonly afterReply?: (() => Transition | undefined) | undefined;
  readonly transition?: Transition | undefined;
}

/** A program on the chip that takes SLIP frames: the mask ROM or the flasher stub. */
export interface Loader {
  /** How many of the frames that arrive together it takes; it is deaf to the rest. */
  readonly framesAtOnce: number;
  handle(frame: Uint8Array): Answer;
  /** What it does while no frame comes; called with the length of the pause when that is over. */
  idle?(idleMs: number): void;
}

/** The hardware that a loader works on. */
export interface Hardware {
  readonly chip: ChipFamily;
  readonly bus: Bus;
  readonly flash: FlashChip;
  readonly efuse: EfuseBlock;
}

export const opcodes = {
  flashBegin: 0x02,
  flashData: 0x03,
  flashEnd: 0x04,
  memoryBegin: 0x05,
  memoryEnd: 0x06,
  memoryData: 0x07,
  sync: 0x08,
  writeRegister: 0x09,
  readRegister: 0x0a,
  spiSetParams: 0x0b,
  spiAttach: 0x0d,
  spiFlashRead: 0x0e,
  changeBaudRate: 0x0f,
  deflateBegin: 0x10,
  deflateData: 0x11,
  deflateEnd: 0x12,
  spiFlashMd5: 0x13,
  getSecurityInfo: 0x14,
  eraseFlash: 0xd0,
  eraseRegion: 0xd1,
  readFlash: 0xd2,
  runUserCode: 0xd3,
} as const;

/** Bytes of a data command before its payload: length, sequence number and two zero words. */
export const dataHeaderLength = 16;

/** One response frame: direction 1, opcode, length of `data`, value, `data` with its status at the end. */
export function responseFrame(opcode: number, value: number, data: Uint8Array): Uint8Array {
  const frame = new Uint8Array(8 + data.length);
  const view = new DataView(frame.buffer);
  frame[0] = 1;
  frame[1] = opcode;
  view.setUint16(2, data.length, true);
  view.setUint32(4, value, true);
  frame.set(data, 8);
  return frame;
}

/** XOR over the payload of a data command, seeded with 0xEF (FORMATS §10.1). */
export function dataChecksum(payload: Uint8Array): number {
  let sum = 0xef;
  for (const byte of payload) sum ^= byte;
  return sum;
}
