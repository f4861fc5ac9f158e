/** Opcodes of the attribute protocol (Core specification, volume 3, part F). */
export const attOpcode = {
  error: 0x01,
  mtuRequest: 0x02,
  mtuResponse: 0x03,
  findInformation: 0x04,
  findInformationResponse: 0x05,
  findByTypeValue: 0x06,
  findByTypeValueResponse: 0x07,
  readByType: 0x08,
  readByTypeResponse: 0x09,
  read: 0x0a,
  readResponse: 0x0b,
  readBlob: 0x0c,
  readBlobResponse: 0x0d,
  readByGroupType: 0x10,
  readByGroupTypeResponse: 0x11,
  write: 0x12,
  writeResponse: 0x13,
  prepareWrite: 0x16,
  prepareWriteResponse: 0x17,
  executeWrite: 0x18,
  executeWriteResponse: 0x19,
  writeCommand: 0x52,
} as const;

/** Error codes; `generic` is ESP_GATT_ERROR, Bluedroid's own. */
export const attError = {
  invalidHandle: 0x01,
  readNotPermitted: 0x02,
  writeNotPermitted: 0x03,
  invalidPdu: 0x04,
  notSupported: 0x06,
  invalidOffset: 0x07,
  queueFull: 0x09,
  notFound: 0x0a,
  invalidLength: 0x0d,
  unlikely: 0x0e,
  insufficientEncryption: 0x0f,
  unsupportedGroup: 0x10,
  generic: 0x85,
} as const;

/** MTU of a link on which nobody has asked for another. */
export const defaultMtu = 23;

/** Ends a request with an Error Response. */
export class AttFailure extends Error {
  override readonly name = 'AttFailure';
  readonly code: number;

  constructor(code: number) {
    super(`ATT error ${code}`);
    this.code = code;
  }
}
