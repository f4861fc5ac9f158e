import { promisify } from 'node:util';
import { deflate } from 'node:zlib';
import { defaultTimeoutMs, type PreparedRequest, prepareRequest } from './commands.ts';
import { encodeBlock, encodeRequest, opcode } from './protocol.ts';
import { beginWords, type Session } from './session.ts';

/** Bytes to write at an offset of flash. */
export interface Run {
  readonly offset: number;
  readonly data: Uint8Array;
}

/** A run as BEGIN and its blocks, ready to be sent. */
export interface PreparedRun {
  readonly begin: PreparedRequest;
  readonly blocks: readonly PreparedRequest[];
  /** The most flash that one block is taken to fill. */
  readonly bytesPerBlock: number;
  readonly wireBytes: number;
}

/** The largest blocks that stub and ROM take (ESPTOOL-JS §4). */
const stubBlockLength = 0x4000;
const romBlockLength = 0x400;
const shortestBlock = 64;
/** Time for erasing and programming, two and a half times the usual 4 ms a KiB (DESIGN §6). */
const flashMsPerByte = 0.01;
/** Data deflates unevenly: one block may hold so many times the average. */
const unevenness = 4;
const bitsPerByte = 10;

const compress = promisify<Uint8Array, { level: number }, Buffer>(deflate);

/**
 * Makes one stream of a run: deflated, except in secure download mode, where only plain blocks are taken (ESPTOOL-JS §8).
 * The announced length is exact; a stub that was told less would hang (ESPTOOL-JS §4).
 */
export async function prepareRun(session: Session, { offset, data }: Run): Promise<PreparedRun> {
  const isStub = session.mode === 'stub';
  const isPlain = session.mode === 'secure-download';
  const blockLength = isStub ? stubBlockLength : romBlockLength;
  const payload = isPlain ? padded(data, blockLength) : await compress(data, { level: 9 });
  const parts = cutBlocks(payload, blockLength, isStub ? 'short-first' : 'short-last');
  const count = parts.length;
  const announced = isStub ? data.length : Math.ceil(data.length / blockLength) * blockLength;
  const begin = beginWords(session, announced, count, blockLength, offset);
  const beginCode = isPlain ? opcode.flashBegin : opcode.deflateBegin;
  const dataCode = isPlain ? opcode.flashData : opcode.deflateData;
  const blocks = parts.map((part, sequence) => prepareRequest(encodeBlock(dataCode, part, sequence)));
  const first = prepareRequest(encodeRequest(beginCode, begin));
  return {
    begin: first,
    blocks,
    bytesPerBlock: Math.min(data.length, Math.ceil((unevenness * data.length) / count)),
    wireBytes: [first, ...blocks].reduce((sum, { wire }) => sum + wire.length, 0),
  };
}

/**
 * Full blocks and one short. The stub writes a block while the next is on the wire, so the last one should be long: a
 * short one would wait for the flash. A first block shorter than the stream's header would be no stream.
 */
function cutBlocks(payload: Uint8Array, length: number, order: 'short-first' | 'short-last'): Uint8Array[] {
  const rest = payload.length % length;
  const first = order === 'short-first' && rest > 0 ? Math.max(rest, shortestBlock) : length;
  const blocks = [payload.subarray(0, first)];
  for (let at = first; at < payload.length; at += length) blocks.push(payload.subarray(at, at + length));
  return blocks;
}

function padded(data: Uint8Array, multiple: number): Uint8Array {
  const whole = new Uint8Array(Math.ceil(data.length / multiple) * multiple).fill(0xff);
  whole.set(data);
  return whole;
}

/**
 * Sends a run, each block once and as soon as the one before is acknowledged: the stub writes one while the next is on
 * the wire (ESPTOOL-JS W1–W3). The last block's own result comes with the reply to the next command. Throws what a
 * command throws, or the signal's reason between blocks.
 */
export async function sendRun(
  session: Session,
  run: PreparedRun,
  length: number,
  onBlock: (share: number) => void,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { commands, baudRate, mode } = session;
  const eraseMs = mode === 'stub' ? 0 : length * flashMsPerByte;
  await commands.exchange(run.begin, defaultTimeoutMs + eraseMs + run.bytesPerBlock * flashMsPerByte);
  for (const [index, block] of run.blocks.entries()) {
    signal?.throwIfAborted();
    const wireMs = (block.wire.length * bitsPerByte * 1000) / baudRate;
    await commands.exchange(block, defaultTimeoutMs + 1.5 * wireMs + run.bytesPerBlock * flashMsPerByte);
    onBlock((index + 1) / run.blocks.length);
  }
}
