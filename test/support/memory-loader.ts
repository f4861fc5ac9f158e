import { md5 } from '../../electron/core/bytes/digest.ts';
import { chips } from '../../electron/core/chips/catalogue.ts';
import type { ChipFamily } from '../../electron/core/chips/chip.ts';
import { RecoveryError } from '../../electron/core/errors/recovery-error.ts';
import type { ConnectedChip, FlashLoader } from '../../electron/core/interfaces/flash-loader.ts';

export interface MemoryUnit {
  readonly family?: ChipFamily;
  readonly flash?: Uint8Array;
  /** Read registers as in shared/vectors/efuse: 124 bytes for an ESP32, 336 or more for an ESP32-C3. */
  readonly efuse: Uint8Array;
  readonly mode?: ConnectedChip['mode'];
  readonly securityInfo?: Uint8Array;
  /** The flash answers with this JEDEC id; 4 MiB GigaDevice where absent. */
  readonly flashId?: number;
  /** APB_CTRL_DATE of an ESP32: bit 31 set on revision 3. */
  readonly apbDate?: number;
}

/** What a conversation with the unit cost. */
export interface Traffic {
  bytes: number;
  /** Times that the host had to wait for an answer: one a command, and one for each packet of 4 KiB of a read. */
  roundTrips: number;
  md5Bytes: number;
}

const packetLength = 0x1000;
const apbDateRegister = 0x3ff6607c;

/** A loader over bytes in memory that answers as a stub does and counts what it was asked; everything that writes is refused. */
export function memoryLoader(unit: MemoryUnit): { loader: FlashLoader; chip: ConnectedChip; traffic: Traffic } {
  const family = unit.family ?? 'ESP32';
  const flash = unit.flash ?? new Uint8Array(0x400000).fill(0xff);
  const mode = unit.mode ?? 'stub';
  const registers = family === 'ESP32' ? esp32Registers(unit) : c3Registers(unit);
  const traffic: Traffic = { bytes: 0, roundTrips: 0, md5Bytes: 0 };
  const chip: ConnectedChip = {
    family,
    mode,
    baudRate: 921600,
    securityInfo: unit.securityInfo,
    strayText: '',
  };
  const command = () => {
    traffic.roundTrips++;
    if (mode === 'secure-download') throw new RecoveryError('loader.command-refused', { opcode: 0x0a });
  };
  const rangeOf = (offset: number, length: number) => {
    if (length < 0 || offset + length > flash.length)
      throw new RecoveryError('loader.out-of-range', { offset, length });
    return flash.slice(offset, offset + length);
  };
  const refuse = () => Promise.reject(new Error('inspect must not write'));
  const loader: FlashLoader = {
    connect: async () => chip,
    readRegister: async (address) => {
      command();
      return registers.get(address) ?? 0;
    },
    readFlashId: async () => {
      command();
      return unit.flashId ?? 0x1640c8;
    },
    md5: async (offset, length) => {
      command();
      traffic.md5Bytes += length;
      return md5(rangeOf(offset, length));
    },
    read: async (offset, length) => {
      command();
      traffic.roundTrips += Math.ceil(length / packetLength);
      traffic.bytes += length;
      return rangeOf(offset, length);
    },
    setFlashSize: refuse,
    write: refuse,
    erase: refuse,
    captureBoot: refuse,
    disconnect: async () => undefined,
    onWire: () => () => undefined,
  };
  return { loader, chip, traffic };
}

/** BLK0 (7 words), BLK1, BLK2, BLK3 (8 each); a read-protected block reads as zeros. */
function esp32Registers({ efuse, apbDate }: MemoryUnit): Map<number, number> {
  const base = chips.ESP32.efuseBase;
  const readDisable = (new DataView(efuse.buffer, efuse.byteOffset).getUint32(0, true) >>> 16) & 7;
  const blocks = [
    { at: 0, words: 7, register: base, hidden: false },
    ...[0, 1, 2].map((key) => ({
      at: 28 + 32 * key,
      words: 8,
      register: base + 0x38 + 0x20 * key,
      hidden: ((readDisable >> key) & 1) === 1,
    })),
  ];
  const registers = new Map([[apbDateRegister, apbDate ?? 0x16042000]]);
  for (const { at, words, register, hidden } of blocks) {
    for (let word = 0; word < words; word++) {
      registers.set(register + 4 * word, hidden ? 0 : wordOf(efuse, at + 4 * word));
    }
  }
  return registers;
}

function c3Registers({ efuse }: MemoryUnit): Map<number, number> {
  const first = chips['ESP32-C3'].efuseBase + 0x2c;
  return new Map(Array.from({ length: efuse.length >> 2 }, (_, word) => [first + 4 * word, wordOf(efuse, 4 * word)]));
}

function wordOf(bytes: Uint8Array, at: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(at, true);
}

/** An eFuse image with nothing burnt but the MAC 24:6f:28:aa:bb:01 and revision 3 (`a-plain` of shared/vectors/efuse). */
export function plainEsp32Efuse(): Uint8Array<ArrayBuffer> {
  const efuse = new Uint8Array(124);
  const view = new DataView(efuse.buffer);
  view.setUint32(4, 0x28aabb01, true);
  view.setUint32(8, 0x246f, true);
  view.setUint32(12, 1 << 15, true);
  view.setUint32(20, 1 << 20, true);
  return efuse;
}

/** APB_CTRL_DATE of an ESP32 of revision 3. */
export const revision3ApbDate = 0x96042000;
