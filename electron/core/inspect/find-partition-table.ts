import { sha256Hex } from '../bytes/digest.ts';
import { imageMagic } from '../formats/image-header.ts';
import { type PartitionTable, parsePartitionTable, partitionType } from '../formats/partition-table.ts';
import type { UnknownReason } from './facts.ts';
import type { FlashReader } from './flash-reader.ts';

export interface FoundTable {
  readonly offset: number;
  readonly table: PartitionTable;
  /** SHA-256 of the whole sector. */
  readonly sha256: string;
}

export type TableSearch =
  | { readonly found: true; readonly value: FoundTable }
  | { readonly found: false; readonly reason: UnknownReason };

const sectorLength = 0x1000;
/** Where most tables are, and where others were seen in the field (FORMATS §1.2). */
const usualOffsets = [0x8000, 0x9000, 0xa000, 0xc000, 0xd000, 0xe000, 0xf000, 0x10000];
const nearEnd = 0x100000;

/**
 * Finds the partition table by content (FORMATS §1.3): first where tables usually are, then in every sector of the first
 * 1 MiB, and with `everywhere` in all of flash. The lowest offset wins: copies stand in images and in old slots.
 */
export async function findPartitionTable(flash: FlashReader, everywhere: boolean): Promise<TableSearch> {
  let sawDamaged = false;
  for (const offset of candidateOffsets(everywhere ? flash.size : Math.min(flash.size, nearEnd))) {
    const result = await readTableAt(flash, offset);
    if (result === 'damaged') sawDamaged = true;
    else if (result !== undefined) return { found: true, value: result };
  }
  return { found: false, reason: sawDamaged ? 'damaged' : 'not-present' };
}

function* candidateOffsets(end: number): Generator<number> {
  yield* usualOffsets.filter((offset) => offset < end);
  for (let offset = 0; offset < end; offset += sectorLength) if (!usualOffsets.includes(offset)) yield offset;
}

/** Undefined where no table begins; `damaged` where one does and does not hold together. */
async function readTableAt(flash: FlashReader, offset: number): Promise<FoundTable | 'damaged' | undefined> {
  const first = await flash.read(offset, 32);
  if (first[0] !== 0xaa || first[1] !== 0x50) return undefined;
  const sector = await flash.read(offset, sectorLength);
  const table = parsePartitionTable(sector);
  if (!table.ok) return 'damaged';
  const accepted = table.value.checksum === 'md5' || (await fitsReality(flash, offset, table.value));
  return accepted ? { offset, table: table.value, sha256: sha256Hex(sector) } : 'damaged';
}

/** What a table without checksum must show: entries behind itself, and an image where it says that an app is. */
async function fitsReality(flash: FlashReader, offset: number, { entries }: PartitionTable): Promise<boolean> {
  if (entries.length < 2 || entries.some((entry) => entry.offset < offset + sectorLength)) return false;
  for (const app of entries.filter(({ type }) => type === partitionType.app)) {
    const [magic] = await flash.read(app.offset, 1);
    if (magic === imageMagic) return true;
  }
  return false;
}
