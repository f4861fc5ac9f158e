import { maxFlashSize } from '../../bytes/flash-offset.ts';
import { appSubtype, type PartitionEntry, partitionType } from '../../formats/partition-table.ts';
import { known, unknown } from '../../inspect/fact.ts';
import type { LayoutFacts, SlotFacts, VersionEvidence } from '../../inspect/facts.ts';
import { printableText } from '../../trust/printable-text.ts';
import type { DeviceInfo, OtaInfo, Slot } from '../proto/rcv_pb.ts';

const maxSlots = 18;
const labelLength = 16;
const open = unknown<never>('not-supported');

/** The app slots that the unit names; its running one alone where it tells no others. */
export function reportedSlots(device: DeviceInfo, ota: OtaInfo | undefined): SlotFacts[] {
  return slotsOf(device, ota).map((slot) => slotFacts(slot, device));
}

function slotsOf(device: DeviceInfo, ota: OtaInfo | undefined): Pick<Slot, 'label' | 'offset' | 'size' | 'version'>[] {
  const slots = (ota?.slot ?? []).slice(0, maxSlots).filter(isPossible);
  if (slots.length > 0) return slots;
  return [{ label: device.runningPart, offset: 0, size: 0, version: device.version }];
}

/** Nothing may be planned by a slot that no flash can have. */
function isPossible({ offset, size }: Slot): boolean {
  return offset + size <= maxFlashSize;
}

function slotFacts(slot: Pick<Slot, 'label' | 'offset' | 'size' | 'version'>, device: DeviceInfo): SlotFacts {
  const isRunning = slot.label === device.runningPart;
  const hasImage = isRunning || slot.version !== '';
  return {
    label: slotLabel(slot.label),
    offset: slot.offset,
    size: slot.size,
    image: hasImage ? known('header-only') : open,
    imageLength: open,
    imageDigest: open,
    projectName: isRunning && device.project !== '' ? known(printableText(device.project)) : open,
    idfVersion: isRunning && device.idf !== '' ? known(printableText(device.idf)) : open,
    secureVersion: isRunning ? known(device.secureVersion) : open,
    versions: versionsOf(isRunning ? device.version : slot.version),
    catalogueMatch: open,
  };
}

function versionsOf(version: string): VersionEvidence[] {
  return version === '' ? [] : [{ source: 'unit-report', version: printableText(version), confidence: 'high' }];
}

/** A partition label as the unit reports it, harmless and no longer than labels are. */
export function slotLabel(label: string): string {
  return printableText(label).slice(0, labelLength);
}

/** The layout as far as it can be told: the app slots, which one runs, and whether there is another. */
export function reportedLayout(device: DeviceInfo, ota: OtaInfo | undefined): LayoutFacts {
  const slots = (ota?.slot ?? []).slice(0, maxSlots).filter(isPossible);
  return {
    tableOffset: open,
    tableChecksum: open,
    tableSha256: open,
    partitions: slots.map(partitionOf),
    otadata: open,
    runningSlot: device.runningPart === '' ? open : known(slotLabel(device.runningPart)),
    runningSlotEvidence: device.runningPart === '' ? 'none' : 'unit-report',
    canUpdateOverTheAir: known(device.targetSize > 0 && device.targetPart !== ''),
  };
}

function partitionOf({ label, offset, size }: Slot): PartitionEntry {
  const index = /^ota_(\d{1,2})$/.exec(label)?.[1];
  const subtype =
    index === undefined ? appSubtype.factory : Math.min(appSubtype.ota0 + Number(index), appSubtype.ota15);
  return { label: slotLabel(label), type: partitionType.app, subtype, offset, size, encrypted: false, readonly: false };
}
