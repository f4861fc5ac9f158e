import { type FlashReader, type FlashSpan, joinSpans } from './flash-reader.ts';

const blockLength = 0x10000;
const sectorLength = 0x1000;

/**
 * A range of flash whose erased sectors are not sent over the wire: the unit's digests tell which those are, block by
 * block and then sector by sector. Undefined as soon as more than `limit` bytes turn out to be in use.
 */
export async function readUsed(
  flash: FlashReader,
  { offset, length }: FlashSpan,
  limit: number,
): Promise<Uint8Array | undefined> {
  const available = Math.max(0, Math.min(length, flash.size - offset));
  const spans: FlashSpan[] = [];
  for await (const sector of usedSectors(flash, { offset, length: available })) {
    spans.push(sector);
    if (spans.length * sectorLength > limit) return undefined;
  }
  const bytes = new Uint8Array(available).fill(0xff);
  for (const span of joinSpans(spans, 0)) {
    bytes.set(await flash.read(span.offset, span.length), span.offset - offset);
  }
  return bytes;
}

async function* usedSectors(flash: FlashReader, range: FlashSpan): AsyncGenerator<FlashSpan> {
  for (const block of piecesOf(range, blockLength)) {
    if (await flash.isErased(block.offset, block.length)) continue;
    for (const sector of piecesOf(block, sectorLength)) {
      if (!(await flash.isErased(sector.offset, sector.length))) yield sector;
    }
  }
}

function* piecesOf({ offset, length }: FlashSpan, pieceLength: number): Generator<FlashSpan> {
  for (let at = 0; at < length; at += pieceLength) {
    yield { offset: offset + at, length: Math.min(pieceLength, length - at) };
  }
}
