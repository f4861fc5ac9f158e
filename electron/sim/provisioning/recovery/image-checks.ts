import { viewOf } from '../../../core/bytes/byte-view.ts';
import { sha256Hex } from '../../../core/bytes/digest.ts';
import { encodeHex } from '../../../core/bytes/hex.ts';
import { chips } from '../../../core/chips/catalogue.ts';
import { appDescriptorLength, descriptorOffset, parseAppDescriptor } from '../../../core/formats/app-descriptor.ts';
import { isBootable, parseAppImage } from '../../../core/formats/app-image.ts';
import type { PartitionEntry } from '../../../core/formats/partition-table.ts';
import { type Manifest, Status } from '../../../core/provisioning/proto/rcv_pb.ts';
import { readFuses } from '../../security/fuses.ts';
import { verifyV2 } from '../../security/secure-boot-v2.ts';
import type { UnitHardware } from './running-firmware.ts';

const imageMagic = 0xe9;
const chipIdAt = 12;

/** The first 288 bytes against the manifest: whoever sends another image learns it at once. */
export function headRefusal(head: Uint8Array, manifest: Manifest): Status {
  const descriptor = parseAppDescriptor(head.subarray(descriptorOffset, descriptorOffset + appDescriptorLength));
  const isRight =
    head[0] === imageMagic &&
    viewOf(head).getUint16(chipIdAt, true) === manifest.chipId &&
    descriptor.ok &&
    descriptor.value.projectName === manifest.project &&
    descriptor.value.secureVersion === manifest.secureVersion;
  return isRight ? Status.OK : Status.IMAGE_INVALID;
}

/** What `finish` finds: the bytes on flash are those of the manifest, and the boot chain would take them. */
export function imageRefusal(
  { chip, flash, efuse }: UnitHardware,
  target: PartitionEntry | undefined,
  manifest: Manifest,
): Status {
  if (target === undefined) return Status.NOT_ALLOWED;
  const bytes = flash.bytes.subarray(target.offset, target.offset + manifest.imageSize);
  if (sha256Hex(bytes) !== encodeHex(manifest.imageSha256)) return Status.HASH_MISMATCH;
  const image = parseAppImage(bytes);
  if (!image.ok || !isBootable(image.value)) return Status.IMAGE_INVALID;
  if (image.value.header.chipId !== chips[chip].imageChipId) return Status.IMAGE_INVALID;
  const fuses = readFuses(efuse, chip);
  const isSigned = fuses.secureBoot !== 'v2' || verifyV2(bytes, fuses.keyDigests);
  return isSigned ? Status.OK : Status.IMAGE_INVALID;
}
