import { hexNumber } from '../../core/bytes/hex.ts';
import { RecoveryError } from '../../core/errors/recovery-error.ts';
import type { WireEvent } from '../../core/interfaces/flash-loader.ts';
import type { FrameStream } from './frame-stream.ts';
import type { LinkTransport } from './link-transport.ts';
import { opcode, words } from './opcodes.ts';

/** A loader's answer: the header's value, and the data without its status bytes. */
export interface Reply {
  readonly value: number;
  readonly data: Uint8Array;
}

export interface CommandOptions {
  readonly checksum?: number;
  readonly timeoutMs?: number;
}

const defaultTimeoutMs = 3000;
/** After SYNC an ESP32 ROM answers an unknown command eight times; nothing sane sends more stale frames than this. */
const maxForeignReplies = 32;
const badMessage = 0x05;

/**
 * One command, one reply, on a ROM or a stub. The status is always looked at (ESPTOOL-JS R7), and only its first byte
 * decides (§4). A refusal is `loader.command-refused`, silence `link.timeout`.
 */
export class Channel {
  readonly #transport: LinkTransport;
  readonly #frames: FrameStream;
  readonly #onWire: (event: WireEvent) => void;
  /** 4 for a ROM, 2 for the stub (FORMATS §10.1). */
  statusBytes: 2 | 4 = 4;

  constructor(transport: LinkTransport, frames: FrameStream, onWire: (event: WireEvent) => void) {
    this.#transport = transport;
    this.#frames = frames;
    this.#onWire = onWire;
  }

  async command(code: number, payload: Uint8Array, options: CommandOptions = {}): Promise<Reply> {
    const began = performance.now();
    const report = (result: WireEvent['result'], replyBytes: number) =>
      this.#onWire({
        timeMs: Math.round(began),
        opcode: code,
        requestBytes: payload.length,
        replyBytes,
        result,
        durationMs: Math.round(performance.now() - began),
      });
    try {
      this.#frames.flush();
      await this.#transport.write(requestFrame(code, payload, options.checksum ?? 0));
      const reply = await this.#reply(code, options.timeoutMs ?? defaultTimeoutMs);
      report('ok', reply.data.length);
      return reply;
    } catch (error) {
      report(resultOf(error), 0);
      throw error;
    }
  }

  /** READ_REG; on a stub this also brings the status of the write before it (ESPTOOL-JS §4). */
  async readRegister(address: number, timeoutMs = defaultTimeoutMs): Promise<number> {
    return (await this.command(opcode.readRegister, words(address), { timeoutMs })).value;
  }

  /** The next frame as it is: data and digest of READ_FLASH. */
  readFrame(timeoutMs: number): Promise<Uint8Array> {
    return this.#frames.read(timeoutMs);
  }

  /** Sends a frame that gets no reply: the acknowledgements of READ_FLASH. */
  async sendFrame(frame: Uint8Array): Promise<void> {
    await this.#transport.write(frame);
  }

  /** Waits for silence after a failure, so that nothing late is taken for an answer. */
  async settle(quietMs = 300): Promise<void> {
    await this.#frames.drain(quietMs, 3000);
  }

  async #reply(code: number, timeoutMs: number): Promise<Reply> {
    for (let frames = 0; frames < maxForeignReplies; frames++) {
      const frame = await this.#frames.read(timeoutMs);
      if (frame.length < 8 || frame[0] !== 0x01) continue;
      const data = frame.subarray(8);
      if (frame[1] === code) return this.#checked(code, frame, data);
      // A ROM answers what it does not know under the opcode that it last knew (ESPTOOL-JS §4).
      if (data[0] !== 0 && data[1] === badMessage) {
        await this.#frames.drain(100, 1000);
        throw refused(code, data);
      }
    }
    throw new RecoveryError('link.corrupt', { opcode: hexNumber(code, 2) });
  }

  #checked(code: number, frame: Uint8Array, data: Uint8Array): Reply {
    if (data.length < this.statusBytes) throw new RecoveryError('link.corrupt', { opcode: hexNumber(code, 2) });
    const status = data.subarray(data.length - this.statusBytes);
    if (status[0] !== 0) throw refused(code, status);
    const value = new DataView(frame.buffer, frame.byteOffset + 4, 4).getUint32(0, true);
    return { value, data: data.subarray(0, data.length - this.statusBytes) };
  }
}

function requestFrame(code: number, payload: Uint8Array, checksum: number): Uint8Array {
  const frame = new Uint8Array(8 + payload.length);
  const view = new DataView(frame.buffer);
  frame[1] = code;
  view.setUint16(2, payload.length, true);
  view.setUint32(4, checksum, true);
  frame.set(payload, 8);
  return frame;
}

function refused(code: number, status: Uint8Array): RecoveryError {
  const text = `${hexNumber(status[0] ?? 0, 2).slice(2)} ${hexNumber(status[1] ?? 0, 2).slice(2)}`;
  return new RecoveryError('loader.command-refused', { opcode: hexNumber(code, 2), status: text });
}

function resultOf(error: unknown): WireEvent['result'] {
  if (!(error instanceof RecoveryError)) return 'lost';
  if (error.code === 'loader.command-refused') return 'refused';
  return error.code === 'link.timeout' ? 'timeout' : 'lost';
}
