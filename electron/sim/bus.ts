import type { Chip } from '../core/chips/chip.ts';
import { romMagicRegister } from '../core/chips/chip.ts';
import type { EfuseBlock } from './efuse-block.ts';
import type { FlashChip } from './flash-chip.ts';
import { type BusAccess, type RomFacts, romFacts } from './rom-facts.ts';

/** An access to an address where nothing answers: the CPU takes an exception and the loader is gone. */
export class BusFault extends Error {
  readonly access: BusAccess;

  constructor(access: BusAccess) {
    super(access);
    this.access = access;
  }
}

const pageSize = 0x1000;
const userCommandBit = 1 << 18;
const readJedecId = 0x9f;

/**
 * The CPU's view of one chip: RAM that keeps what is written, eFuse read registers, the SPI controller's user command
 * (RDID), and registers that read zero until they are written.
 */
export class Bus {
  readonly #chip: Chip;
  readonly #facts: RomFacts;
  readonly #flash: FlashChip;
  readonly #efuse: EfuseBlock;
  readonly #pages = new Map<number, DataView>();

  constructor(chip: Chip, flash: FlashChip, efuse: EfuseBlock) {
    this.#chip = chip;
    this.#facts = romFacts[chip.family];
    this.#flash = flash;
    this.#efuse = efuse;
    this.reset();
  }

  /** Forgets RAM and registers, as a power cycle does. */
  reset(): void {
    this.#pages.clear();
    for (const [address, value] of this.#facts.registers) this.#store(address, value);
    this.#store(romMagicRegister, this.#facts.magic);
    if (this.#chip.family === 'ESP32') this.#store(0x3ff6607c, this.#esp32ClockDate());
  }

  /** Reads 32 bits. Throws BusFault. */
  read(address: number): number {
    return this.#efuse.readRegister(address) ?? this.#load(address);
  }

  /** Writes 32 bits under a mask. Writes to ROM are ignored, programming of eFuses is refused and kept as evidence. Throws BusFault. */
  write(address: number, value: number, mask = 0xffffffff): void {
    if (this.#programsEfuse(address)) {
      this.#efuse.writeAttempts.push({ register: address, value });
      return;
    }
    if (address >= romMagicRegister && address < 0x40060000) return;
    this.#store(address, mask === 0xffffffff ? value : (this.#load(address) & ~mask) | (value & mask));
    if (address === this.#chip.spiBase && (value & userCommandBit) !== 0) this.#runSpiCommand();
  }

  /** Copies bytes into RAM. Throws BusFault. */
  load(address: number, bytes: Uint8Array): void {
    for (let i = 0; i < bytes.length; i++)
      this.#page(address + i, 'store').setUint8((address + i) % pageSize, bytes[i] ?? 0);
  }

  #runSpiCommand(): void {
    const { spiBase, spiRegisters } = this.#chip;
    const opcode = this.#load(spiBase + spiRegisters.usr2) & 0xffff;
    if (opcode === readJedecId) this.#store(spiBase + spiRegisters.w0, this.#flash.jedecId);
    this.#store(spiBase, 0);
  }

  /** APB_CTRL_DATE: bit 31 is the third bit of the revision, set where both eFuse bits are (FORMATS §9.1). */
  #esp32ClockDate(): number {
    const isRevision3 = ((this.#efuse.word(3) >>> 15) & (this.#efuse.word(5) >>> 20) & 1) === 1;
    return isRevision3 ? 0x96042000 : 0x16042000;
  }

  #programsEfuse(address: number): boolean {
    return this.#chip.efuseProgramRanges.some(([first, end]) => address >= first && address < end);
  }

  #load(address: number): number {
    return this.#page(address, 'load').getUint32(address % pageSize, true);
  }

  #store(address: number, value: number): void {
    this.#page(address, 'store').setUint32(address % pageSize, value, true);
  }

  /** The page of an address; a few spare bytes let an unaligned word at its end be read. */
  #page(address: number, access: BusAccess): DataView {
    if (!this.#facts.mapped.some(([first, end]) => address >= first && address < end)) throw new BusFault(access);
    const index = Math.floor(address / pageSize);
    let page = this.#pages.get(index);
    if (page === undefined) {
      page = new DataView(new ArrayBuffer(pageSize + 4));
      this.#pages.set(index, page);
    }
    return page;
  }
}
