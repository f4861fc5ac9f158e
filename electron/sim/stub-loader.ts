import { BusFault } from './bus.ts';
import { sectorSize } from './flash-chip.ts';
import {
  type Answer,
  dataHeaderLength,
  type Hardware,
  type Loader,
  opcodes,
  responseFrame,
  type Transition,
} from './loader.ts';
import { romFacts } from './rom-facts.ts';
import { securityInfo } from './security.ts';
import { StubFlashReader } from './stub-flash-reader.ts';
import { StubFlashSession } from './stub-flash-session.ts';
import { StubFrame } from './stub-frame.ts';
import { type StubResult, stubDone, stubError, stubErrors } from './stub-result.ts';

const syncReplies = 8;
const maxReadPacket = 0x1000;

/** A block of 0x4000 with its two headers is the longest frame; a longer one silences the stub. */
export const stubFrameLength = 8 + dataHeaderLength + 0x4000;

/** What the stub says when it starts: the frame "OHAI". */
export const stubGreeting = new TextEncoder().encode('OHAI');

/**
 * The flasher stub that esptool-js 0.7.0 carries. The error of work done after a reply is the answer to the next
 * command, which is then not executed (FORMATS §10.4).
 */
export class StubLoader implements Loader {
  /** It is deaf from the first frame to its reply. */
  readonly framesAtOnce = 1;
  readonly #hardware: Hardware;
  readonly #flash: StubFlashSession;
  #reader: StubFlashReader | undefined;
  #pendingError: number | undefined;
  #memoryAddress: number | undefined;

  constructor(hardware: Hardware) {
    this.#hardware = hardware;
    this.#flash = new StubFlashSession(hardware.flash);
  }

  idle(idleMs: number): void {
    this.#flash.eraseAhead(idleMs);
  }

  handle(bytes: Uint8Array): Answer {
    if (bytes.length > stubFrameLength) return { replies: [], transition: { to: 'silence', text: '' } };
    if (this.#reader !== undefined) return this.#readOn(this.#reader, bytes);
    const frame = new StubFrame(bytes);
    try {
      return this.#answer(frame, this.#takePending() ?? this.#run(frame));
    } catch (error) {
      if (!(error instanceof BusFault)) throw error;
      const text = romFacts[this.#hardware.chip].crashes[error.access];
      return { replies: [], transition: { to: 'silence', text } };
    }
  }

  #takePending(): StubResult | undefined {
    const error = this.#pendingError;
    this.#pendingError = undefined;
    return error === undefined ? undefined : stubError(error);
  }

  #answer(frame: StubFrame, result: StubResult): Answer {
    if (frame.opcode === opcodes.runUserCode && result.error === undefined) return { replies: [] };
    const { data = new Uint8Array(), error = 0, value = 0, deferred } = result;
    const payload = new Uint8Array(data.length + 2);
    payload.set(data);
    payload[data.length] = error;
    const reply = responseFrame(frame.opcode, value, payload);
    const isSync = frame.opcode === opcodes.sync && error === 0;
    const replies = Array.from({ length: isSync ? syncReplies : 1 }, () => reply);
    const reading = this.#reader === undefined ? [] : this.#readStep(this.#reader.start());
    return {
      replies: [...replies, ...reading],
      transition: result.transition,
      afterReply: deferred && (() => this.#settle(deferred())),
    };
  }

  #settle(outcome: number | 'hangs' | undefined): Transition | undefined {
    if (outcome === 'hangs') return { to: 'silence', text: '' };
    this.#pendingError = outcome;
    return undefined;
  }

  #readOn(reader: StubFlashReader, bytes: Uint8Array): Answer {
    return { replies: this.#readStep(reader.acknowledge(bytes)) };
  }

  #readStep(step: ReturnType<StubFlashReader['start']>): readonly Uint8Array[] {
    if (step.over) {
      this.#reader = undefined;
      this.#pendingError = step.error;
    }
    return step.frames;
  }

  #run(frame: StubFrame): StubResult {
    if (!frame.isWhole) return stubError(stubErrors.badLength);
    if (!frame.isRequest) return stubError(stubErrors.unknownCommand);
    const { bus } = this.#hardware;
    switch (frame.opcode) {
      case opcodes.sync:
        return sized(frame, 36, () => stubDone);
      case opcodes.readRegister:
        return sized(frame, 4, () => ({ value: bus.read(frame.word(0)) }));
      case opcodes.writeRegister:
        return this.#writeRegisters(frame);
      case opcodes.memoryBegin:
        return sized(frame, 16, () => this.#beginMemory(frame.word(3)));
      case opcodes.memoryData:
        return this.#writeMemory(frame);
      case opcodes.memoryEnd:
        return sized(frame, 8, () => this.#endMemory());
      case opcodes.spiSetParams:
        return sized(frame, 24, () => stubDone);
      case opcodes.spiAttach:
        return sized(frame, 4, () => stubDone);
      case opcodes.changeBaudRate:
        return sized(frame, 8, () => ({ transition: { to: 'baud-rate', baudRate: frame.word(0) } }));
      default:
        return this.#runFlashCommand(frame);
    }
  }

  #runFlashCommand(frame: StubFrame): StubResult {
    switch (frame.opcode) {
      case opcodes.flashBegin:
      case opcodes.deflateBegin:
        return this.#flash.begin(frame, frame.opcode === opcodes.deflateBegin);
      case opcodes.flashData:
      case opcodes.deflateData:
        return this.#flash.data(frame, frame.opcode === opcodes.deflateData);
      case opcodes.flashEnd:
      case opcodes.deflateEnd:
        return this.#flash.end(frame);
      case opcodes.spiFlashMd5:
        return sized(frame, 16, () => this.#md5(frame.word(0), frame.word(1)));
      case opcodes.eraseFlash:
        return this.#erase(0, this.#hardware.flash.size);
      case opcodes.eraseRegion:
        return sized(frame, 8, () => this.#erase(frame.word(0), frame.word(1)));
      case opcodes.readFlash:
        return sized(frame, 16, () => this.#startReading(frame));
      case opcodes.getSecurityInfo:
        return this.#securityInfo();
      case opcodes.runUserCode:
        return stubDone;
      default:
        return stubError(stubErrors.unknownCommand);
    }
  }

  #writeRegisters(frame: StubFrame): StubResult {
    if (frame.dataLength === 0 || frame.dataLength % 16 !== 0) return stubError(stubErrors.tooShort);
    for (let at = 0; at < frame.dataLength / 4; at += 4) {
      this.#hardware.bus.write(frame.word(at), frame.word(at + 1), frame.word(at + 2));
    }
    return stubDone;
  }

  #beginMemory(address: number): StubResult {
    this.#memoryAddress = address;
    return stubDone;
  }

  /** The checksum is not looked at. */
  #writeMemory(frame: StubFrame): StubResult {
    if (frame.dataLength < dataHeaderLength) return stubError(stubErrors.tooShort);
    if (this.#memoryAddress === undefined) return stubError(stubErrors.notBegun);
    const data = frame.bytes(dataHeaderLength);
    this.#hardware.bus.load(this.#memoryAddress, data);
    this.#memoryAddress += data.length;
    return stubDone;
  }

  #endMemory(): StubResult {
    if (this.#memoryAddress === undefined) return stubError(stubErrors.notBegun);
    this.#memoryAddress = undefined;
    return stubDone;
  }

  #md5(offset: number, length: number): StubResult {
    const { flash } = this.#hardware;
    return offset + length > flash.size ? stubError(stubErrors.flash) : { data: flash.md5(offset, length) };
  }

  /** What lies beyond the flash is passed over without an error. */
  #erase(offset: number, length: number): StubResult {
    if (offset % sectorSize !== 0 || length % sectorSize !== 0) return stubError(stubErrors.badLength);
    this.#hardware.flash.erase(offset, Math.min(offset + length, this.#hardware.flash.size));
    return stubDone;
  }

  /** A packet that is too large is found out after the reply, like an error of a write. */
  #startReading(frame: StubFrame): StubResult {
    if (frame.word(2) > maxReadPacket) return { deferred: () => stubErrors.badLength };
    this.#reader = new StubFlashReader(this.#hardware.flash, frame.word(0), frame.word(1), frame.word(2));
    return stubDone;
  }

  #securityInfo(): StubResult {
    const { chip, efuse } = this.#hardware;
    return chip === 'ESP32' ? stubError(stubErrors.notImplemented) : { data: securityInfo(efuse) };
  }
}

function sized(frame: StubFrame, length: number, run: () => StubResult): StubResult {
  return frame.dataLength === length ? run() : stubError(stubErrors.badLength);
}
