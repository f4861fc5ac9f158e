import { guardBackup } from './backup.ts';
import { guardBootloader } from './bootloader.ts';
import { guardNvsEncryption, guardNvsFormat, guardNvsFreePage, guardWearLevelling } from './data.ts';
import type { Guard } from './guard.ts';
import { guardChip, guardIdentified, guardProduct, guardRevision } from './identity.ts';
import { guardImageFits, guardImageForChip, guardImageValid } from './image.ts';
import {
  guardFlashSize,
  guardLayout,
  guardOtadataSequence,
  guardPartitionTable,
  guardRunningSlot,
  guardTargetSlot,
} from './layout.ts';
import {
  guardFlashEncryption,
  guardSecureBootKey,
  guardSecureBootSigned,
  guardSecureBootV1Region,
  guardSecureVersion,
  guardSecurityKnown,
} from './security.ts';
import { guardTrustPresent, guardTrustSuitable } from './trust-store.ts';

/** Every guard, in the order in which their refusals are told: who the unit is, what protects it, what would break. */
export const allGuards: readonly Guard[] = [
  guardIdentified,
  guardProduct,
  guardImageForChip,
  guardChip,
  guardRevision,
  guardSecurityKnown,
  guardFlashEncryption,
  guardSecureBootSigned,
  guardSecureBootKey,
  guardSecureBootV1Region,
  guardSecureVersion,
  guardImageValid,
  guardPartitionTable,
  guardTargetSlot,
  guardRunningSlot,
  guardOtadataSequence,
  guardLayout,
  guardFlashSize,
  guardImageFits,
  guardBootloader,
  guardNvsFormat,
  guardNvsEncryption,
  guardNvsFreePage,
  guardWearLevelling,
  guardTrustPresent,
  guardTrustSuitable,
  guardBackup,
];
