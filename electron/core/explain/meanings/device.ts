import type { Meanings } from './meaning.ts';

const crashes = ['power.', 'crash.'];

/** The image, the boot, power, crashes and the settings store. */
export const deviceMeanings: Meanings = {
  'image.download-started': {
    stage: 'image',
    proves: ['chain-accepted', 'http-answered'],
    doesNotProve: ['download-complete'],
  },
  'image.not-firmware': {
    stage: 'image',
    proves: ['chain-accepted', 'answer-not-image', 'old-firmware-kept'],
    doesNotProve: ['transfer-damaged', 'certificate-fault', 'unit-defective'],
    causes: { 'answer-not-firmware': 90, 'redirect-not-followed': 40 },
  },
  'image.rejected': {
    stage: 'image',
    proves: ['update-arrived', 'image-rejected', 'old-firmware-kept'],
    doesNotProve: ['transfer-damaged', 'served-file-bad', 'unit-defective'],
    causes: { 'image-damaged': 50, 'image-wrong-chip': 20, 'image-signature': 15 },
    detailedBy: ['image.damaged', 'image.wrong-chip', 'image.signature', 'image.secure-version', 'image.not-firmware'],
  },
  'image.damaged': {
    stage: 'image',
    proves: ['image-rejected'],
    doesNotProve: ['transfer-damaged', 'served-file-bad', 'flash-defective'],
    causes: { 'image-damaged': 85 },
  },
  'image.wrong-chip': {
    stage: 'image',
    proves: ['image-rejected', 'wrong-chip'],
    doesNotProve: ['transfer-damaged', 'unit-defective'],
    causes: { 'image-wrong-chip': 95 },
  },
  'image.signature': {
    stage: 'image',
    proves: ['image-rejected', 'signature-refused', 'signature-checked'],
    doesNotProve: ['transfer-damaged', 'attack', 'unit-defective'],
    causes: { 'image-signature': 95 },
  },
  'image.secure-version': {
    stage: 'image',
    proves: ['image-rejected', 'secure-version-low'],
    doesNotProve: ['transfer-damaged', 'unit-defective'],
    causes: { 'image-secure-version': 95 },
  },
  'image.no-slot': {
    stage: 'image',
    proves: ['no-update-slot', 'old-firmware-kept'],
    doesNotProve: ['server-fault', 'served-file-bad'],
    causes: { 'no-update-slot': 90 },
  },
  'image.not-confirmed': {
    stage: 'image',
    proves: ['not-confirmed', 'old-firmware-kept'],
    doesNotProve: ['server-fault', 'served-file-bad'],
    causes: { 'update-not-confirmed': 90 },
  },
  'boot.rolled-back': {
    proves: ['rolled-back'],
    doesNotProve: ['rollback-reason', 'served-file-bad', 'unit-defective'],
    causes: { 'new-firmware-fails': 80 },
    detailedBy: crashes,
  },
  'boot.slot-changed': { proves: ['bootloader-runs'], doesNotProve: ['rolled-back', 'update-arrived'] },
  'boot.loop': {
    proves: ['restarts-over-and-over'],
    doesNotProve: ['crash-reason', 'unit-defective'],
    causes: { 'firmware-crash': 40 },
    detailedBy: [...crashes, 'boot.flash-unreadable', 'boot.no-app', 'boot.table', 'settings.'],
  },
  'boot.slot-not-bootable': {
    proves: ['bootloader-runs'],
    doesNotProve: ['no-app-boots', 'flash-defective'],
    causes: { 'image-damaged': 40 },
  },
  'boot.no-app': {
    proves: ['bootloader-runs', 'no-app-boots'],
    doesNotProve: ['flash-defective', 'unit-defective'],
    causes: { 'no-bootable-firmware': 95 },
  },
  'boot.table': {
    proves: ['bootloader-runs', 'table-refused'],
    doesNotProve: ['flash-defective', 'no-app-boots'],
    causes: { 'partition-table-damaged': 90 },
  },
  'boot.flash-unreadable': {
    proves: ['flash-header-bad'],
    doesNotProve: ['flash-defective', 'unit-defective', 'settings-lost'],
    causes: { 'flash-unreadable': 80, 'encryption-mismatch': 30 },
  },
  'boot.secure-boot': {
    proves: ['signature-checked'],
    doesNotProve: ['attack', 'flash-defective'],
    causes: { 'secure-boot-refuses': 85 },
    detailedBy: ['image.signature'],
  },
  'boot.download-mode': {
    proves: ['download-mode-entered'],
    doesNotProve: ['flash-defective', 'unit-defective', 'no-app-boots'],
    causes: { 'held-in-download-mode': 70 },
  },
  'power.brownout': {
    proves: ['power-dipped'],
    doesNotProve: ['supply-defective', 'served-file-bad', 'unit-defective'],
    causes: { 'power-supply': 95 },
  },
  'crash.panic': {
    proves: ['crashed'],
    doesNotProve: ['crash-reason', 'unit-defective', 'settings-lost'],
    causes: { 'firmware-crash': 80 },
    detailedBy: ['crash.stack', 'settings.'],
  },
  'crash.stack': {
    proves: ['crashed', 'stack-overflowed'],
    doesNotProve: ['memory-leak', 'unit-defective'],
    causes: { 'stack-too-small': 95 },
  },
  'crash.watchdog': {
    proves: ['hung'],
    doesNotProve: ['crash-reason', 'unit-defective'],
    causes: { 'firmware-hangs': 50 },
    detailedBy: ['boot.flash-unreadable'],
  },
  'settings.refused': {
    proves: ['settings-refused'],
    doesNotProve: ['settings-lost', 'flash-defective'],
    causes: { 'settings-store': 85 },
  },
  'settings.not-found': { proves: ['failed-somewhere'], doesNotProve: ['settings-lost', 'flash-defective'] },
  'flash.operation-failed': {
    proves: ['failed-somewhere'],
    doesNotProve: ['flash-defective', 'supply-defective'],
    causes: { 'flash-unreadable': 50, 'power-supply': 30 },
  },
};
