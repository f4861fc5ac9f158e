import { parseNvs } from '../../core/formats/nvs.ts';
import { nvsPageLength } from '../../core/formats/nvs-page.ts';
import { dataSubtype, partitionType } from '../../core/formats/partition-table.ts';
import type { AppBehaviour } from '../firmware/behaviour.ts';
import type { BootingChip } from './booting-chip.ts';
import type { Partitions } from './partition-check.ts';

const bitmapOffset = 32;
const bitmapLength = 32;

/**
 * Opens the partition `nvs` as an app with this format and encryption does. On what its library cannot read it does as
 * Espressif's examples do: it erases everything and begins anew (FORMATS §5.1, §5.5). Entries that the other scheme
 * encrypted, or did not, fail their CRC and are marked erased one by one.
 */
export function openNvs(chip: BootingChip, partitions: Partitions, app: NonNullable<AppBehaviour['nvs']>): void {
  const entries = partitions.filter(({ type, subtype }) => type === partitionType.data && subtype === dataSubtype.nvs);
  const entry = entries.find(({ label }) => label === 'nvs') ?? entries[0];
  if (!entry) return;
  const end = entry.offset + entry.size;
  const nvs = parseNvs(chip.flash.bytes.subarray(entry.offset, end));
  if (!nvs.ok) return;
  const refusal = refusalOf(nvs.value, app.formatVersion);
  if (refusal !== undefined) {
    chip.console.log('W', 'nvs', `${refusal}: erasing the partition`);
    chip.flash.erase(entry.offset, end);
  } else if (hasEntries(nvs.value) && nvs.value.encrypted !== app.encrypted) {
    for (let page = entry.offset; page < end; page += nvsPageLength) dropEntries(chip, page);
  }
}

function refusalOf(nvs: { formatVersion: 1 | 2 | undefined; freePages: number }, formatVersion: 1 | 2) {
  if ((nvs.formatVersion ?? 1) > formatVersion) return 'ESP_ERR_NVS_NEW_VERSION_FOUND';
  return nvs.freePages === 0 ? 'ESP_ERR_NVS_NO_FREE_PAGES' : undefined;
}

function hasEntries(nvs: { encrypted: boolean; entries: readonly unknown[] }): boolean {
  return nvs.encrypted || nvs.entries.length > 0;
}

/** Turns every 10 (written) of the bitmap into 00 (erased). */
function dropEntries({ flash }: BootingChip, page: number): void {
  const bitmap = flash.bytes.slice(page + bitmapOffset, page + bitmapOffset + bitmapLength);
  flash.program(
    page + bitmapOffset,
    bitmap.map((byte) => byte & (((byte & 0x55) << 1) | 0x55)),
  );
}
