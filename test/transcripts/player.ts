import { readFileSync } from 'node:fs';
import { encodeHex } from '../../electron/core/bytes/hex.ts';
import { opcodes } from '../../electron/sim/loader.ts';
import { encodeSlip, slipDecoder } from '../../electron/sim/slip.ts';
import { VirtualUnit } from '../../electron/sim/virtual-unit.ts';
import { quiet } from '../support/sim-unit.ts';
import type { RecordedLine, Recording } from './recording.ts';
import { describeFlash, initialFlash, setupAtStart, setupForNote, setupFrames } from './setup.ts';

/** What came from the chip: SLIP frames as hexadecimal text, and bytes outside frames. */
export interface Traffic {
  readonly frames: string[];
  text: string;
}

/** What came after one action of the host: recorded from the real chip, and from the virtual unit. */
export interface Exchange {
  /** The note of the fresh loader that the exchange happened on, and the last note. */
  readonly scenario: string;
  readonly note: string;
  readonly request: string;
  readonly expected: Traffic;
  readonly actual: Traffic;
}

/** A note of the recording about its flash, and the same about the virtual one. */
export interface FlashNote {
  readonly scenario: string;
  readonly note: string;
  readonly actual: string;
}

/** Plays the host's side of a recording to a virtual unit and collects what both answered. */
export async function play(recording: Recording): Promise<Player> {
  const player = new Player(recording);
  await player.run();
  return player;
}

class Player {
  readonly exchanges: Exchange[] = [];
  readonly flashNotes: FlashNote[] = [];
  readonly #recording: Recording;
  readonly #unit: VirtualUnit;
  #expected: Traffic = { frames: [], text: '' };
  #actual: Traffic = { frames: [], text: '' };
  #request = '';
  #scenario = '';
  #note = '';
  /** FLASH_BEGIN or DEFL_BEGIN, and the bytes of FLASH_DATA since. */
  #begin = new Uint8Array();
  #sent = 0;

  constructor(recording: Recording) {
    const { chip, efuse } = recording;
    this.#recording = recording;
    this.#unit = new VirtualUnit({
      chip,
      flash: initialFlash(recording),
      efuse: readFileSync(`test/fixtures/efuse/${efuse}.bin`),
    });
    this.#unit.onTransmit((chunk) => addChunk(this.#actual, chunk));
  }

  async run(): Promise<void> {
    const { lines } = this.#recording;
    await quiet();
    this.#actual = { frames: [], text: '' }; // what it said when it got power
    await this.#enter(setupAtStart(this.#recording));
    for (const [index, line] of lines.entries()) {
      if (line.kind === 'note') await this.#takeNote(line.text, lines.slice(index + 1));
      else if (line.kind === 'signal' || line.from === 'host') await this.#act(line);
      else if (line.kind === 'frame') this.#expected.frames.push(encodeHex(line.bytes));
      else this.#expected.text += latin1(line.bytes);
    }
    this.#closeExchange();
    this.#unit.powerOff();
  }

  async #takeNote(note: string, following: readonly RecordedLine[]): Promise<void> {
    const setup = setupForNote(this.#recording, note);
    if (setup !== undefined) {
      const next = following.find((line) => line.kind === 'frame');
      await this.#enter(setup, next?.kind === 'frame' && next.bytes[1] === opcodes.memoryEnd);
      this.#scenario = note;
    }
    this.#note = note;
    if (note.startsWith('flash afterwards')) {
      const actual = describeFlash(this.#unit.flash, note, this.#begin, this.#sent);
      this.flashNotes.push({ scenario: this.#scenario, note, actual });
    }
  }

  /** Brings the unit to the state of a setup by frames that were not recorded; what it answers to them is dropped. */
  async #enter(setup: ReturnType<typeof setupForNote>, endIsRecorded = false): Promise<void> {
    if (setup === undefined) return;
    this.#closeExchange();
    this.#unit.setBootButton(true);
    this.#unit.pressReset();
    await quiet();
    for (const frame of setupFrames(setup, this.#unit.chip, endIsRecorded)) {
      this.#unit.receive(encodeSlip(frame));
      await quiet();
    }
    this.#actual = { frames: [], text: '' };
  }

  async #act(line: Exclude<RecordedLine, { kind: 'note' }>): Promise<void> {
    this.#closeExchange();
    if (line.kind === 'signal') {
      this.#request = JSON.stringify(line.lines);
      this.#unit.setBootButton(false);
      this.#unit.setModemLines(line.lines);
    } else {
      this.#request = encodeHex(line.bytes.subarray(0, 32));
      this.#watchWrites(line.bytes);
      this.#unit.receive(line.kind === 'frame' ? encodeSlip(line.bytes) : line.bytes);
    }
    await quiet();
  }

  #watchWrites(frame: Uint8Array): void {
    if (frame[1] === opcodes.flashBegin || frame[1] === opcodes.deflateBegin) {
      this.#begin = new Uint8Array(frame);
      this.#sent = 0;
    } else if (frame[1] === opcodes.flashData) this.#sent += frame.length - 24;
  }

  #closeExchange(): void {
    const [expected, actual] = [this.#expected, this.#actual];
    this.exchanges.push({ scenario: this.#scenario, note: this.#note, request: this.#request, expected, actual });
    this.#expected = { frames: [], text: '' };
    this.#actual = { frames: [], text: '' };
  }
}

/** In `instant` timing each frame and each text is a chunk of its own. */
function addChunk(traffic: Traffic, chunk: Uint8Array): void {
  const isFrame = chunk.length > 2 && chunk[0] === 0xc0 && chunk.at(-1) === 0xc0;
  if (isFrame) traffic.frames.push(...slipDecoder('keep', 0x8000).push(chunk).map(encodeHex));
  else traffic.text += latin1(chunk);
}

function latin1(bytes: Uint8Array): string {
  return new TextDecoder('latin1').decode(bytes);
}
