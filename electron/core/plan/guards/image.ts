import type { Chip } from '../../chips/chip.ts';
import { type AppImage, isBootable } from '../../formats/app-image.ts';
import { roundUpToSector } from '../flash-geometry.ts';
import type { TrustReplacement } from '../plan-context.ts';
import { type Guard, refuse } from './guard.ts';

/** A signed image is padded to 64 KiB and one sector of signatures follows (FORMATS §2.5); nothing else may. */
const maxTrailer = 0x11000;

export const guardImageForChip: Guard = ({ image, facts, release }) => {
  if (image) return undefined;
  const has = release.manifest.images.filter(({ role }) => role === 'app').map(({ chip }) => chip);
  return refuse('plan.no-image-for-chip', { chip: facts.chip.family, has: has.join(' ') });
};

/** What the bootloader would not start, and what is no app at all: a bootloader, or a merged image (DESIGN §5.3). */
export const guardImageValid: Guard = ({ image, imageBytes, app, chip }) => {
  if (!image) return undefined;
  if (!imageBytes || !app) return refuse('plan.image-invalid', { file: image.file, reason: 'missing' });
  const reason = app.ok ? defectOf(app.value, imageBytes, chip) : app.problem.code;
  return reason === undefined ? undefined : refuse('plan.image-invalid', { file: image.file, reason });
};

function defectOf(app: AppImage, bytes: Uint8Array, chip: Chip): string | undefined {
  if (!isBootable(app)) return 'checksum';
  if (bytes.length > app.length + maxTrailer) return 'merged-image';
  const isMapped = (address: number) => [chip.drom, chip.irom].some(([from, end]) => address >= from && address < end);
  return app.segments.some(({ loadAddress }) => isMapped(loadAddress)) ? undefined : 'not-an-app';
}

/** Flash is erased in whole sectors, so an image fits only when its last sector lies inside the partition. */
export const guardImageFits: Guard = ({ slots, imageBytes, trust }) => {
  if (slots && imageBytes && roundUpToSector(imageBytes.length) > slots.target.size) {
    const { label, size } = slots.target;
    return refuse('plan.image-too-large', { partition: label, size, image: imageBytes.length });
  }
  const large = trust.find(isTooLarge);
  return large && refuse('plan.image-too-large', trustParams(large));
};

function isTooLarge({ bytes, partition }: TrustReplacement): boolean {
  return bytes !== undefined && partition !== undefined && roundUpToSector(bytes.length) > partition.size;
}

function trustParams({ label, bytes, partition }: TrustReplacement) {
  return { partition: label, size: partition?.size ?? 0, image: bytes?.length ?? 0 };
}
