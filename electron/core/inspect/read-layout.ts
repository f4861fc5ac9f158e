import { sha256Hex } from '../bytes/digest.ts';
import type { BootLog } from '../formats/boot-log.ts';
import { type Otadata, parseOtadata } from '../formats/otadata.ts';
import type { PartitionEntry } from '../formats/partition-table.ts';
import { known, unknown } from './fact.ts';
import type { Fact, LayoutFacts, UnknownReason } from './facts.ts';
import type { TableSearch } from './find-partition-table.ts';
import type { FlashReader } from './flash-reader.ts';
import { findNvsWithoutTable } from './read-nvs.ts';
import { canUpdateOverTheAir, isOtadata } from './running-slot.ts';

/** The layout as far as it was read, without the running slot. */
export interface LayoutReading {
  readonly facts: Omit<LayoutFacts, 'runningSlot' | 'runningSlotEvidence'>;
  /** Everything to look into: the table's partitions, or what else is known to be there. */
  readonly partitions: readonly PartitionEntry[];
  /** Undefined where the table has no such partition. */
  readonly otadata: Fact<Otadata> | undefined;
}

export async function readLayout(
  flash: FlashReader,
  search: TableSearch,
  isEncryptedUnit: boolean,
  bootLog: BootLog | undefined,
): Promise<LayoutReading> {
  if (!search.found) return isEncryptedUnit ? encryptedLayout(flash, bootLog) : layoutWithoutTable(search.reason, []);
  const { offset, sha256, table } = search.value;
  const partition = table.entries.find(isOtadata);
  const reading = partition && (await readOtadata(flash, partition, isEncryptedUnit));
  return {
    facts: {
      tableOffset: known(offset),
      tableChecksum: known(table.checksum),
      tableSha256: known(sha256),
      partitions: table.entries,
      otadata: reading?.facts ?? unknown('not-present'),
      canUpdateOverTheAir: known(canUpdateOverTheAir(table.entries)),
    },
    partitions: table.entries,
    otadata: reading?.otadata,
  };
}

/** Without a table nothing is known of the layout but what somebody else tells: `partitions` are looked into, and are no facts. */
export function layoutWithoutTable(reason: UnknownReason, partitions: readonly PartitionEntry[]): LayoutReading {
  const fact = unknown<never>(reason);
  return {
    facts: {
      tableOffset: fact,
      tableChecksum: fact,
      tableSha256: fact,
      partitions: [],
      otadata: fact,
      canUpdateOverTheAir: fact,
    },
    partitions,
    otadata: fact,
  };
}

/**
 * The table of an encrypted unit is ciphertext. The bootloader prints it, and NVS is not encrypted along with the flash
 * (FORMATS §1.5, §9.7).
 */
async function encryptedLayout(flash: FlashReader, bootLog: BootLog | undefined): Promise<LayoutReading> {
  const rows = bootLog?.boots.findLast(({ partitions }) => partitions.length > 0)?.partitions ?? [];
  if (rows.length > 0) {
    const partitions = rows.map((row) => ({ ...row, encrypted: false, readonly: false }));
    const layout = layoutWithoutTable('encrypted', partitions);
    return { ...layout, facts: { ...layout.facts, canUpdateOverTheAir: known(canUpdateOverTheAir(partitions)) } };
  }
  const nvs = await findNvsWithoutTable(flash);
  return layoutWithoutTable('encrypted', nvs ? [nvs] : []);
}

interface OtadataReading {
  readonly facts: LayoutFacts['otadata'];
  readonly otadata: Fact<Otadata>;
}

async function readOtadata(
  flash: FlashReader,
  { offset, size }: PartitionEntry,
  isEncryptedUnit: boolean,
): Promise<OtadataReading> {
  if (isEncryptedUnit) return { facts: unknown('encrypted'), otadata: unknown('encrypted') };
  const bytes = await flash.read(offset, size);
  const otadata = parseOtadata(bytes);
  if (!otadata.ok) return { facts: unknown('damaged'), otadata: unknown('damaged') };
  return {
    facts: known({ sha256: sha256Hex(bytes), records: otadata.value.records }),
    otadata: known(otadata.value),
  };
}
