import { flashOffset } from '../../electron/core/bytes/flash-offset.ts';
import { known, unknown } from '../../electron/core/inspect/fact.ts';
import type { Anchor, SlotFacts, UnitFacts } from '../../electron/core/inspect/facts.ts';

/** The root of 2000 that the seed case trusts, and the one that its update server uses now. */
export const dstRoot: Anchor = {
  kind: 'certificate',
  certificate: 'MIIDSjCCAjKgAwIBAgIQRK+wgNajJ7qJMDmGLvhAazANBgkqhkiG9w0BAQUFADA/',
  notBefore: '2000-09-30T21:12:19.000Z',
  notAfter: '2021-09-30T14:01:15.000Z',
  spkiSha256: '563b3caf8cfef34c2335caf560a7a95906e8488462eb75ac59784830df9e5b2b',
  subject: 'O=Digital Signature Trust Co., CN=DST Root CA X3',
  foundIn: { partition: 'ota_0', offset: 0x1c2f4, slot: 'ota_0' },
  encoding: 'pem',
  usable: true,
};

export const isrgRoot: Anchor = {
  kind: 'certificate',
  certificate: 'MIIFazCCA1OgAwIBAgIRAIIQz7DSQONZRGPgu2OCiwAwDQYJKoZIhvcNAQELBQAw',
  notBefore: '2015-06-04T11:04:38.000Z',
  notAfter: '2035-06-04T11:04:38.000Z',
  spkiSha256: '0b9fa5a59eed715c26c1020c711b4f6ec42d58b0015e14337a39dad301c5afc3',
  subject: 'C=US, O=Internet Security Research Group, CN=ISRG Root X1',
  foundIn: { partition: 'ota_1', offset: 0x1d0e8, slot: 'ota_1' },
  encoding: 'pem',
  usable: true,
};

/** Facts of a two-slot ESP32 that runs `version` from `runningSlot` and trusts one anchor. */
export function sampleFacts(runningSlot: string, version: string, anchor: Anchor, readAt: string): UnitFacts {
  return {
    schema: 1,
    channel: 'usb',
    simulated: false,
    readAt,
    product: { id: known('hearth-speaker'), confidence: 'exact', evidence: [{ kind: 'image-hash', detail: 'ota_0' }] },
    chip: {
      family: 'ESP32',
      revision: known(100),
      features: ['wifi', 'bt', 'dual-core'],
      mac: known('24:6f:28:aa:bb:01'),
      flashId: known(0x1640ef),
      flashSize: known(0x400000),
    },
    security: {
      flashEncryption: known('off'),
      secureBoot: known('none'),
      secureBootKeyDigests: known([]),
      downloadMode: known('full'),
      secureVersion: known(0),
    },
    layout: {
      tableOffset: known(0x8000),
      tableChecksum: known('md5'),
      tableSha256: known('5e'.repeat(32)),
      partitions: [
        partition('nvs', 1, 2, 0x9000, 0x4000),
        partition('otadata', 1, 0, 0xd000, 0x2000),
        partition('phy_init', 1, 1, 0xf000, 0x1000),
        partition('ota_0', 0, 0x10, 0x10000, 0x180000),
        partition('ota_1', 0, 0x11, 0x190000, 0x180000),
        partition('storage', 1, 0x81, 0x310000, 0xe0000),
      ],
      otadata: unknown('not-read'),
      runningSlot: known(runningSlot),
      runningSlotEvidence: 'otadata',
      canUpdateOverTheAir: known(true),
    },
    bootloader: {
      offset: 0x1000,
      valid: known(true),
      idfVersion: known('v3.2-103-g4aa1058e8'),
      fingerprint: known('7c'.repeat(32)),
      headerFlashSize: known(0x400000),
      flashMode: known(2),
      flashFrequency: known(0),
    },
    slots: [slot('ota_0', 0x10000, '1.4.2'), ...(version === '1.4.2' ? [] : [slot('ota_1', 0x190000, version)])],
    trust: {
      complete: true,
      anchors: [anchor],
      dateCheck: known(false),
      dateCheckEvidence: 'idf-default',
      urls: ['https://ota.hearth.example/fw/speaker.bin'],
      hosts: ['ota.hearth.example'],
      mbedTlsVersion: known('2.13.1'),
    },
    data: {
      nvs: [],
      hasWifiCredentials: known(true),
      wearLevelling: [{ partition: 'storage', version: known(1) }],
    },
    coverage: {
      read: [{ offset: 0, length: 0x10000 }],
      skipped: [{ what: 'storage', reason: 'not-read' }],
    },
  };
}

function partition(label: string, type: number, subtype: number, offset: number, size: number) {
  return { label, type, subtype, offset: flashOffset(offset), size, encrypted: false, readonly: false };
}

function slot(label: string, offset: number, version: string): SlotFacts {
  return {
    label,
    offset,
    size: 0x180000,
    image: known('valid'),
    imageLength: known(0x13a2b0),
    imageDigest: known('a1'.repeat(32)),
    projectName: unknown('not-present'),
    idfVersion: known('v3.2-103-g4aa1058e8'),
    secureVersion: known(0),
    versions: [{ source: 'catalogue', version, confidence: 'exact' }],
    catalogueMatch: known(`hearth-speaker ${version}`),
  };
}
