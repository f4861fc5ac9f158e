import type { ChipFamily } from '../core/chips/chip.ts';

/** One eFuse block in the image: `words` from `word` on, read at `register`; `hiddenBy` is the bit of RD_DIS that hides it. */
interface Block {
  readonly word: number;
  readonly words: number;
  readonly register: number;
  readonly hiddenBy?: { readonly word: number; readonly bit: number };
}

/** Image layouts of `vectors/efuse`: the read registers in order (FORMATS §9.1, §9.2). */
const layouts: Readonly<Record<ChipFamily, readonly Block[]>> = {
  ESP32: [
    { word: 0, words: 7, register: 0x3ff5a000 },
    { word: 7, words: 8, register: 0x3ff5a038, hiddenBy: { word: 0, bit: 16 } },
    { word: 15, words: 8, register: 0x3ff5a058, hiddenBy: { word: 0, bit: 17 } },
    { word: 23, words: 8, register: 0x3ff5a078, hiddenBy: { word: 0, bit: 18 } },
  ],
  'ESP32-C3': [
    { word: 0, words: 28, register: 0x6000882c },
    ...[0, 1, 2, 3, 4, 5, 6].map((key) => ({
      word: 28 + 8 * key,
      words: 8,
      register: 0x6000889c + 32 * key,
      hiddenBy: { word: 1, bit: key },
    })),
  ],
};

/** An attempt to program eFuses. The real chip could be ruined by it: the model changes nothing and keeps it as evidence. */
export interface EfuseWriteAttempt {
  readonly register: number;
  readonly value: number;
}

/** The eFuses of one chip, read through the registers as the loaders see them. */
export class EfuseBlock {
  readonly writeAttempts: EfuseWriteAttempt[] = [];
  readonly #blocks: readonly Block[];
  readonly #image: DataView;

  /** Throws RangeError when the image is not 124 bytes (ESP32) or 336 bytes (ESP32-C3) long. */
  constructor(chip: ChipFamily, image: Uint8Array) {
    this.#blocks = layouts[chip];
    const words = this.#blocks.reduce((sum, block) => sum + block.words, 0);
    if (image.length !== 4 * words)
      throw new RangeError(`eFuse image of ${chip}: ${4 * words} bytes, not ${image.length}`);
    this.#image = new DataView(new Uint8Array(image).buffer);
  }

  /** A word of the image, protected or not: what the hardware itself sees. */
  word(index: number): number {
    return this.#image.getUint32(4 * index, true);
  }

  /** What a read register gives: zero for a read-protected block, undefined where no eFuse is read. */
  readRegister(address: number): number | undefined {
    const block = this.#blocks.find(({ register, words }) => address >= register && address < register + 4 * words);
    if (block === undefined) return undefined;
    return this.#isHidden(block) ? 0 : this.word(block.word + (address - block.register) / 4);
  }

  #isHidden({ hiddenBy }: Block): boolean {
    return hiddenBy !== undefined && ((this.word(hiddenBy.word) >>> hiddenBy.bit) & 1) === 1;
  }
}

/** eFuses as they leave the factory: a MAC, a revision (3.0; v0.3 on the C3), nothing burnt. `mac` is 6 bytes in reading order. */
export function plainEfuse(chip: ChipFamily, mac: Uint8Array): Uint8Array<ArrayBuffer> {
  const image = new Uint8Array(chip === 'ESP32' ? 124 : 336);
  const view = new DataView(image.buffer);
  const macWord = chip === 'ESP32' ? 1 : 6;
  const bytes = new DataView(mac.buffer, mac.byteOffset, 6);
  view.setUint32(4 * macWord, bytes.getUint32(2), true);
  view.setUint32(4 * macWord + 4, bytes.getUint16(0), true);
  if (chip === 'ESP32') {
    image[10] = macCrc(mac);
    view.setUint32(12, 0x8200, true); // revision bit 0, package 1
    view.setUint32(20, 1 << 20, true); // revision bit 1
    view.setUint32(24, 1 << 2, true); // no ROM console
  } else view.setUint32(36, 3 << 18, true); // wafer minor 3
  return image;
}

/** CRC-8 of the MAC as the ESP32 keeps it: polynomial 0x8C reflected, start 0. */
function macCrc(mac: Uint8Array): number {
  let crc = 0;
  for (const byte of mac.subarray(0, 6)) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ ((crc & 1) * 0x8c);
  }
  return crc;
}
