import { encodeHex } from '../core/bytes/hex.ts';
import { chips } from '../core/chips/catalogue.ts';
import { BusFault } from './bus.ts';
import {
  type Answer,
  dataChecksum,
  dataHeaderLength,
  type Hardware,
  type Loader,
  opcodes,
  responseFrame,
  type Transition,
} from './loader.ts';
import { type BusAccess, romFacts } from './rom-facts.ts';
import { RomFlashSession } from './rom-flash-session.ts';
import { RomFrame } from './rom-frame.ts';
import { type RomResult, romClear, romDone, romError, romErrors } from './rom-result.ts';
import { type Lockdown, secureDownloadOpcodes, securityInfo } from './security.ts';

const syncReplies = 8;
const statusLength = 4;
const readLength = 64;
/** Longer frames are cut: the rest of the buffer of the recorded ROMs was not probed. */
export const romFrameLength = 0x4000;
/** Stubs of esptool and esptool-js have 4 KiB of code and more; a jump into less is a crash. */
const minimumStubLength = 0x400;

/**
 * The loader in mask ROM. An opcode it does not know is answered under the last one it did, as often as that one was; a
 * status of 0 keeps the code of an earlier error beside it (ESPTOOL-JS §4).
 */
export class RomLoader implements Loader {
  /** Its buffer holds what hosts send ahead, such as SYNCs while it starts. */
  readonly framesAtOnce = 16;
  readonly #hardware: Hardware;
  readonly #lockdown: Lockdown;
  readonly #flash: RomFlashSession;
  readonly #frame = new RomFrame();
  #lastOpcode = 0;
  #value = 0;
  #lastError = 0;
  #memoryAddress: number | undefined;
  #memorySequence = 0;
  #uploaded = 0;

  constructor(hardware: Hardware, lockdown: Lockdown) {
    const facts = romFacts[hardware.chip];
    this.#hardware = hardware;
    this.#lockdown = lockdown;
    this.#flash = new RomFlashSession(hardware.flash, {
      beginWords: chips[hardware.chip].romBeginWords,
      isSecure: lockdown.secureDownload,
      encryptedWriteDisabled: lockdown.encryptedWriteDisabled,
      leavingText: facts.loaderLeft,
    });
  }

  handle(bytes: Uint8Array): Answer {
    this.#frame.take(bytes);
    try {
      return this.#answer();
    } catch (error) {
      if (error instanceof BusFault) return { replies: [], transition: this.#crash(error.access) };
      throw error;
    }
  }

  #crash(access: BusAccess): Transition {
    const { crashes, romCrashesSilently } = romFacts[this.#hardware.chip];
    return { to: 'silence', text: romCrashesSilently && access !== 'jump' ? '' : crashes[access] };
  }

  #answer(): Answer {
    const { opcode, isRequest } = this.#frame;
    const allowed = isRequest && (!this.#lockdown.secureDownload || secureDownloadOpcodes.has(opcode));
    const result = allowed ? this.#run(opcode) : undefined;
    if (result !== undefined) this.#lastOpcode = opcode;
    const reply = this.#reply(result ?? romError(romErrors.badMessage));
    const replies = Array.from({ length: this.#lastOpcode === opcodes.sync ? syncReplies : 1 }, () => reply);
    return { replies, transition: result?.transition };
  }

  #reply({ data = new Uint8Array(), error, code }: RomResult): Uint8Array {
    this.#lastError = error ?? code ?? this.#lastError;
    const payload = new Uint8Array(data.length + statusLength);
    payload.set(data);
    payload.set([error === undefined ? 0 : 1, this.#lastError], data.length);
    return responseFrame(this.#lastOpcode, this.#value, payload);
  }

  /** Runs a command; undefined for an opcode that this ROM does not know. */
  #run(opcode: number): RomResult | undefined {
    const { bus, chip, efuse } = this.#hardware;
    const word = (index: number) => this.#frame.word(index);
    switch (opcode) {
      case opcodes.sync:
        this.#value = word(0);
        return romClear;
      case opcodes.readRegister:
        this.#value = bus.read(word(0));
        return romClear;
      case opcodes.writeRegister:
        bus.write(word(0), word(1), word(2));
        return romClear;
      case opcodes.memoryBegin:
        return this.#beginMemory();
      case opcodes.memoryData:
        return this.#writeMemory();
      case opcodes.memoryEnd:
        return this.#endMemory();
      case opcodes.spiAttach:
        return romClear;
      case opcodes.changeBaudRate:
        return { ...romClear, transition: { to: 'baud-rate', baudRate: word(0) } };
      case opcodes.spiFlashRead:
        return this.#readFlash(word(0), word(1));
      case opcodes.spiFlashMd5:
        return this.#md5(word(0), word(1));
      case opcodes.getSecurityInfo:
        return chip === 'ESP32' ? undefined : { data: securityInfo(efuse) };
      default:
        return this.#flash.run(this.#frame);
    }
  }

  #beginMemory(): RomResult {
    if (this.#frame.dataLength !== 16) return romError(romErrors.badMessage);
    this.#memoryAddress = this.#frame.word(3);
    this.#memorySequence = 0;
    return romDone;
  }

  #writeMemory(): RomResult {
    const frame = this.#frame;
    if (this.#memoryAddress === undefined) return this.#writeNowhere();
    if (frame.dataLength <= dataHeaderLength || frame.word(1) !== this.#memorySequence) {
      return romError(romErrors.badMessage);
    }
    this.#memorySequence++;
    const data = frame.bytes(dataHeaderLength, frame.word(0));
    if (dataChecksum(data) !== frame.checksum) return romError(romErrors.checksum);
    this.#hardware.bus.load(this.#memoryAddress, data);
    this.#memoryAddress += data.length;
    this.#uploaded += data.length;
    return romDone;
  }

  /** MEM_DATA without a MEM_BEGIN: refused by the C3, taken by the ESP32, where it goes nobody knows. */
  #writeNowhere(): RomResult {
    const isTaken = this.#hardware.chip === 'ESP32' && this.#frame.dataLength > dataHeaderLength;
    return isTaken ? { code: 1 } : romError(romErrors.badMessage);
  }

  /** An entry of 0 stays; any other is jumped to. */
  #endMemory(): RomResult {
    if (this.#frame.word(1) === 0) return romDone;
    if (this.#uploaded < minimumStubLength) return { transition: this.#crash('jump') };
    return { transition: this.#lockdown.stubResets ? { to: 'restart', strayByte: false } : { to: 'stub' } };
  }

  /** Always 64 bytes, whatever length was asked for. */
  #readFlash(offset: number, length: number): RomResult {
    const data = new Uint8Array(readLength);
    if (length > readLength) return { data, error: romErrors.readLength };
    if (offset + length > this.#flash.flashSize) return { data, error: romErrors.flashRead };
    data.set(this.#hardware.flash.read(offset, length));
    return { ...romClear, data };
  }

  /** 32 ASCII digits, not 16 bytes. */
  #md5(offset: number, length: number): RomResult {
    if (offset + length > this.#flash.flashSize) return { data: new Uint8Array(32), error: romErrors.flashRead };
    return { ...romClear, data: new TextEncoder().encode(encodeHex(this.#hardware.flash.md5(offset, length))) };
  }
}
