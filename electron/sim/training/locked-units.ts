import { decodeHex } from '../../core/bytes/hex.ts';
import { chips } from '../../core/chips/catalogue.ts';
import { plainEfuse } from '../efuse-block.ts';
import { buildBootloader } from '../firmware/bootloader.ts';
import { fillerBytes } from '../firmware/filler.ts';
import { seededRsaKey } from '../firmware/rsa-keys.ts';
import { keyWords } from '../security/fuses.ts';
import { burnBits, burnKey, encodeEsp32Efuse, esp32c3Fuses, esp32Fuses } from '../units/efuse-images.ts';
import { fusedUnit } from '../units/fused.ts';
import { flashSize, twoSlotParts } from '../units/seed.ts';
import { composeFlash } from '../units/sim-unit.ts';
import { secureVersionApp } from './firmware.ts';
import { recovered, type TrainingUnit, trainingUnit } from './training-unit.ts';

/** Lessons on burnt eFuses: what they forbid, and what is still possible. */
export const lockedUnits: readonly TrainingUnit[] = [
  trainingUnit({
    id: 'secure-boot-foreign-key',
    ending: { kind: 'refused', codes: ['plan.secure-boot-wrong-key'] },
    make: ({ size }) =>
      fusedUnit({
        name: 'secure-boot-foreign-key',
        chip: 'ESP32',
        size,
        efuse: burnBits(factoryEfuse('246f287a0011'), esp32Fuses.secureBootV2),
        signingKey: seededRsaKey('secure boot key of another vendor', 3072),
      }),
  }),
  trainingUnit({
    id: 'secure-boot-own-key',
    ending: recovered,
    make: ({ size }) =>
      fusedUnit({
        name: 'secure-boot-own-key',
        chip: 'ESP32',
        size,
        efuse: burnBits(factoryEfuse('246f287a0012'), esp32Fuses.secureBootV2),
      }),
  }),
  trainingUnit({
    id: 'flash-encryption',
    // Nothing can be read in the clear, so whatever rests on reading is refused besides.
    ending: {
      kind: 'refused',
      codes: [
        'plan.unknown-product',
        'plan.flash-encrypted',
        'plan.no-partition-table',
        'plan.bootloader-not-declared',
      ],
    },
    make: ({ size }) =>
      fusedUnit({ name: 'flash-encryption', chip: 'ESP32', size, efuse: encryptedEfuse('246f287a0013') }),
  }),
  trainingUnit({
    id: 'secure-download',
    chip: 'ESP32-C3',
    ending: { kind: 'stopped', code: 'plan.secure-download-mode' },
    make: ({ size }) =>
      fusedUnit({
        name: 'secure-download',
        chip: 'ESP32-C3',
        size,
        efuse: burnBits(plainEfuse('ESP32-C3', decodeHex('7cdfa17a0014')), esp32c3Fuses.secureDownload),
      }),
  }),
  trainingUnit({
    id: 'download-disabled',
    ending: { kind: 'stopped', code: 'loader.download-disabled' },
    make: ({ size }) =>
      fusedUnit({
        name: 'download-disabled',
        chip: 'ESP32',
        size,
        efuse: burnBits(factoryEfuse('246f287a0015'), esp32Fuses.downloadDisabled),
      }),
  }),
  trainingUnit({
    id: 'anti-rollback',
    chip: 'ESP32-C3',
    ending: { kind: 'refused', codes: ['plan.secure-version-too-old'] },
    make: async ({ size }) => ({
      name: 'anti-rollback',
      description: 'ESP32-C3 whose anti-rollback counter stands at 3',
      chip: 'ESP32-C3',
      flash: composeFlash(flashSize, rollbackParts(secureVersionApp(size))),
      efuse: burnBits(plainEfuse('ESP32-C3', decodeHex('7cdfa17a0016')), esp32c3Fuses.secureVersion3),
    }),
  }),
];

function factoryEfuse(mac: string): Uint8Array {
  return encodeEsp32Efuse(decodeHex(mac), 3);
}

/** Encryption in development mode with a key that nobody can read back (FORMATS §9.1). */
function encryptedEfuse(mac: string): Uint8Array {
  const { flashEncryptionOn, flashEncryptionKeyHidden, flashEncryptionTweak } = esp32Fuses;
  const key = fillerBytes(0x7a5e, 32, 'noise');
  const withKey = burnKey(factoryEfuse(mac), keyWords.ESP32.flashEncryption, key);
  return burnBits(withKey, flashEncryptionOn, flashEncryptionKeyHidden, flashEncryptionTweak);
}

/** Two slots under a bootloader that rolls back and looks at the secure version. */
function rollbackParts(app: Uint8Array) {
  const offset = chips['ESP32-C3'].bootloaderOffset;
  const bytes = buildBootloader({
    chip: 'ESP32-C3',
    idfVersion: 'v4.3.7',
    compileTime: '10:20:30',
    hasDescriptor: false,
    flashSize,
    namesChip: true,
    options: { rollback: true, antiRollback: true },
  });
  return [...twoSlotParts('ESP32-C3', app).filter((part) => part.offset !== offset), { offset, bytes }];
}
