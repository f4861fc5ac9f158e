import type { Chip } from './chip.ts';

export const esp32c3: Chip = {
  family: 'ESP32-C3',
  imageChipId: 0x0005,
  magics: [0x6921506f, 0x1b31506f, 0x4881606f, 0x4361606f],
  hasSecurityInfo: true,
  bootloaderOffset: 0x0,
  efuseBase: 0x60008800,
  efuseProgramRanges: [
    [0x60008800, 0x6000882c],
    [0x600089cc, 0x600089d8],
  ],
  spiBase: 0x60002000,
  spiRegisters: { usr: 0x18, usr1: 0x1c, usr2: 0x20, w0: 0x58, mosiLength: 0x24, misoLength: 0x28 },
  drom: [0x3c000000, 0x3c800000],
  irom: [0x42000000, 0x42800000],
  romBeginWords: 5,
};
