/** First byte of a packet between host and controller. */
export const packetType = { command: 1, acl: 2, event: 4 } as const;

/** Commands that the virtual controller knows (PROTOCOLS §6.8): group in the upper six bits. */
export const hciOpcode = {
  disconnect: 0x0406,
  readRemoteVersion: 0x041d,
  setEventMask: 0x0c01,
  reset: 0x0c03,
  readLeHostSupport: 0x0c6c,
  writeLeHostSupport: 0x0c6d,
  readLocalVersion: 0x1001,
  readSupportedCommands: 0x1002,
  readSupportedFeatures: 0x1003,
  readBufferSize: 0x1005,
  readAddress: 0x1009,
  readRssi: 0x1405,
  leSetEventMask: 0x2001,
  leReadBufferSize: 0x2002,
  leReadFeatures: 0x2003,
  leSetRandomAddress: 0x2005,
  leSetScanParameters: 0x200b,
  leSetScanEnable: 0x200c,
  leCreateConnection: 0x200d,
  leCreateConnectionCancel: 0x200e,
  leConnectionUpdate: 0x2013,
  leReadRemoteFeatures: 0x2016,
  leStartEncryption: 0x2019,
} as const;

export const hciEvent = {
  disconnected: 0x05,
  encryptionChange: 0x08,
  remoteVersion: 0x0c,
  commandComplete: 0x0e,
  commandStatus: 0x0f,
  completedPackets: 0x13,
  bufferOverflow: 0x1a,
  leMeta: 0x3e,
} as const;

export const leEvent = {
  connected: 0x01,
  advertisingReport: 0x02,
  updated: 0x03,
  remoteFeatures: 0x04,
} as const;

export const hciStatus = {
  success: 0x00,
  unknownCommand: 0x01,
  unknownConnection: 0x02,
  keyMissing: 0x06,
  disallowed: 0x0c,
  invalidParameters: 0x12,
} as const;

/** Why a link ended. */
export const hciReason = { timeout: 0x08, remoteUser: 0x13, localHost: 0x16 } as const;

/** Kinds of advertising report. */
export const advertisingType = { connectable: 0, scanResponse: 4 } as const;
