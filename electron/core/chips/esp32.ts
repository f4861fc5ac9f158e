import type { Chip } from './chip.ts';

export const esp32: Chip = {
  family: 'ESP32',
  imageChipId: 0x0000,
  magics: [0x00f01d83],
  hasSecurityInfo: false,
  bootloaderOffset: 0x1000,
  efuseBase: 0x3ff5a000,
  efuseProgramRanges: [
    [0x3ff5a01c, 0x3ff5a038],
    [0x3ff5a098, 0x3ff5a0f8],
    [0x3ff5a0fc, 0x3ff5a108],
  ],
  spiBase: 0x3ff42000,
  spiRegisters: { usr: 0x1c, usr1: 0x20, usr2: 0x24, w0: 0x80, mosiLength: 0x28, misoLength: 0x2c },
  drom: [0x3f400000, 0x3f800000],
  irom: [0x400d0000, 0x40400000],
  romBeginWords: 4,
};
