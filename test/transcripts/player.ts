import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { encodeHex } from '../../electron/core/bytes/hex.ts';
import { encodeSlip, slipDecoder } from '../../electron/sim/slip.ts';
import { VirtualUnit } from '../../electron/sim/virtual-unit.ts';
import { type RecordedLine, type Recording, recordedImage } from './recording.ts';
import { initialFlash, type Setup, setupAtStart, setupForNote } from './setup.ts';

/** What came after one action of the host: recorded from the real chip, and from the virtual unit. */
export interface Exchange {
  /** The note of the fresh loader that the exchange happened on, and the last note. */
  readonly scenario: string;
  readonly note: string;
  readonly request: string;
  readonly expected: Traffic;
  readonly actual: Traffic;
}

export interface Traffic {
  readonly frames: string[];
  text: string;
}

/** A note of the recording about the flash, and whether it holds for the virtual one. */
export interface FlashNote {
  readonly note: string;
  readonly scenario: string;
  readonly actual: string;
}

const sync = '0008240000000000070712205555555555555555555555555555555555555555555555555555555555555555';
const readMagic = '000a04000000000000100040';
const spiAttach = '000d0800000000000000000000000000';
const spiSetParams = '000b1800000000000000000000004000000001000010000000010000ffff0000';
const memoryEnd = '0006080000000000000000002c900a40';

/** Plays the host's side of a recording to a virtual unit and collects what both answered. */
export async function play(recording: Recording): Promise<{ exchanges: Exchange[]; flashNotes: FlashNote[] }> {
  const efuse = readFileSync(resolve('test/fixtures/efuse', `${recording.efuse}.bin`));
  const unit = new VirtualUnit({ chip: recording.chip, flash: initialFlash(recording), efuse });
  const exchanges: Exchange[] = [];
  const flashNotes: FlashNote[] = [];
  let actual: Traffic = { frames: [], text: '' };
  let expected: Traffic = { frames: [], text: '' };
  let [note, scenario, request] = ['', '', ''];
  let lastBegin: DataView | undefined;
  let sent = 0;
  unit.onTransmit((chunk) => addChunk(actual, chunk));
  await quiet();

  const close = () => {
    if (request !== '' || expected.frames.length > 0 || expected.text !== '') {
      exchanges.push({ scenario, note, request, expected, actual });
    }
    [actual, expected] = [
      { frames: [], text: '' },
      { frames: [], text: '' },
    ];
    request = '';
  };
  const prepare = async (setup: Setup | undefined, next: RecordedLine | undefined) => {
    if (setup === undefined) return;
    close();
    await enter(unit, setup, next);
    Object.assign(actual, { frames: [], text: '' });
  };
  const act = async (line: RecordedLine) => {
    close();
    if (line.kind === 'signal') {
      request = JSON.stringify(line.lines);
      unit.setBootButton(false);
      unit.setModemLines(line.lines);
    } else if (line.kind !== 'note') {
      request = encodeHex(line.bytes).slice(0, 64);
      if (line.bytes[1] === 0x02 || line.bytes[1] === 0x10) {
        lastBegin = new DataView(line.bytes.buffer);
        sent = 0;
      }
      if (line.bytes[1] === 0x03) sent += line.bytes.length - 24;
      unit.receive(line.kind === 'frame' ? encodeSlip(line.bytes) : line.bytes);
    }
    await quiet();
  };

  await prepare(setupAtStart(recording), undefined);
  for (const [index, line] of recording.lines.entries()) {
    if (line.kind === 'note') {
      note = line.text;
      const setup = setupForNote(recording, note);
      const next = recording.lines.slice(index + 1).find(({ kind }) => kind === 'frame');
      await prepare(setup, next);
      if (setup !== undefined) scenario = note;
      if (note.startsWith('flash afterwards') && lastBegin !== undefined) {
        flashNotes.push({ note, scenario, actual: compareFlash(unit, scenario, note, lastBegin, sent) });
      }
    } else if (line.kind === 'signal' || line.from === 'host') await act(line);
    else if (line.kind === 'frame') expected.frames.push(encodeHex(line.bytes));
    else expected.text += new TextDecoder('latin1').decode(line.bytes);
  }
  close();
  unit.powerOff();
  return { exchanges, flashNotes };
}

async function enter(unit: VirtualUnit, setup: Setup, next: RecordedLine | undefined): Promise<void> {
  const send = async (hex: string) => {
    unit.receive(encodeSlip(Buffer.from(hex, 'hex')));
    await quiet();
  };
  unit.setBootButton(true);
  unit.pressReset();
  await quiet();
  await send(sync);
  if (setup === 'rom-after-read') await send(readMagic);
  if (setup === 'rom-attached') for (const frame of [spiAttach, spiSetParams]) await send(frame);
  if (setup === 'stub' || setup === 'rom-with-upload') {
    const ram = unit.chip === 'ESP32' ? '0000ff3f' : '0000cb3f';
    await send(`00051000000000000004000001000000000400000${ram.slice(1)}`.slice(0, 40) + ram);
    await send(
      `00031004`.replace('0003', '0007') + 'ef000000' + '000400000000000000000000' + '00000000' + '00'.repeat(1024),
    );
    const endIsRecorded = setup === 'rom-with-upload' && next?.kind === 'frame' && next.bytes[1] === 0x06;
    if (!endIsRecorded) await send(memoryEnd);
  }
}

/** The unit answers within turns of the event loop: it is quiet when some pass without a byte. */
async function quiet(): Promise<void> {
  for (let turn = 0; turn < 12; turn++) await new Promise((resolve) => setImmediate(resolve));
}

/** In `instant` timing each frame and each text is a chunk of its own. */
function addChunk(traffic: Traffic, chunk: Uint8Array): void {
  const isFrame = chunk.length > 2 && chunk[0] === 0xc0 && chunk.at(-1) === 0xc0;
  if (isFrame) traffic.frames.push(...slipDecoder('keep', 0x8000).push(chunk).map(encodeHex));
  else traffic.text += new TextDecoder('latin1').decode(chunk);
}

/** What the recording's own check would have noted for the virtual flash. */
function compareFlash(unit: VirtualUnit, scenario: string, note: string, begin: DataView, sent: number): string {
  const deflated = scenario.includes('DEFL');
  const size = begin.getUint32(8, true);
  const offset = begin.getUint32(20, true);
  const length = Number(
    /of (\d+) bytes/.exec(note)?.[1] ?? Math.min(deflated ? 8192 : Math.min(size, sent), unit.flash.size - offset),
  );
  const image = recordedImage(deflated ? 'B' : 'A').subarray(0, length);
  const written = unit.flash.bytes.subarray(offset, offset + length);
  const different = [...written.keys()].filter((index) => written[index] !== image[index]);
  if (different.length === 0) return 'flash afterwards: equal to the image';
  const first = (different[0] ?? 0).toString(16);
  return `flash afterwards: ${different.length} of ${length} bytes differ, first at +0x${first}`;
}
