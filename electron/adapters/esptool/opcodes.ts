/** Commands of ROM loader and flasher stub (FORMATS §10.2). */
export const opcode = {
  flashBegin: 0x02,
  flashData: 0x03,
  memBegin: 0x05,
  memEnd: 0x06,
  memData: 0x07,
  sync: 0x08,
  writeRegister: 0x09,
  readRegister: 0x0a,
  spiSetParams: 0x0b,
  spiAttach: 0x0d,
  readFlashSlow: 0x0e,
  changeBaudRate: 0x0f,
  deflateBegin: 0x10,
  deflateData: 0x11,
  md5: 0x13,
  securityInfo: 0x14,
  eraseRegion: 0xd1,
  readFlash: 0xd2,
} as const;

/** Block sizes that the loaders take (ESPTOOL-JS §4, FORMATS §10.2). */
export const stubBlockBytes = 0x4000;
export const romBlockBytes = 0x400;

/** Little-endian 32-bit words, as every command's parameters are. */
export function words(...values: number[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(4 * values.length);
  const view = new DataView(bytes.buffer);
  values.forEach((value, index) => {
    view.setUint32(4 * index, value >>> 0, true);
  });
  return bytes;
}

/** XOR of the payload onto 0xEF: the checksum of data blocks (FORMATS §10.1). */
export function dataChecksum(payload: Uint8Array): number {
  let checksum = 0xef;
  for (const byte of payload) checksum ^= byte;
  return checksum;
}

/** A data block's parameters and payload: length, sequence, 0, 0, bytes. */
export function dataBlock(payload: Uint8Array, sequence: number): Uint8Array<ArrayBuffer> {
  const block = new Uint8Array(16 + payload.length);
  block.set(words(payload.length, sequence, 0, 0));
  block.set(payload, 16);
  return block;
}
