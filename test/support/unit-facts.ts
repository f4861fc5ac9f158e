import { encodeBase64 } from '../../electron/core/bytes/base64.ts';
import { known, unknown } from '../../electron/core/inspect/fact.ts';
import type { Anchor, TrustFacts, UnitFacts } from '../../electron/core/inspect/facts.ts';
import { anchorFromCertificate } from '../../electron/core/trust/anchors.ts';
import type { ServerView } from '../../electron/core/trust/verdict.ts';

/** A unit of ESP-IDF v3.2 with two OTA slots of which ota_0 runs, as far as a judgement looks at it. */
export function unitFacts(
  trust: Partial<TrustFacts> = {},
  layout: Partial<UnitFacts['layout']> = {},
  more: Partial<UnitFacts> = {},
): UnitFacts {
  return {
    schema: 1,
    channel: 'usb',
    simulated: true,
    readAt: '2026-11-22T12:00:00.000Z',
    product: { id: unknown('not-present'), confidence: 'low', evidence: [] },
    chip: {
      family: 'ESP32',
      revision: known(100),
      features: [],
      mac: known('24:6f:28:aa:bb:01'),
      flashId: known(0x164020),
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
      tableSha256: known('00'.repeat(32)),
      partitions: [],
      otadata: unknown('not-read'),
      runningSlot: known('ota_0'),
      runningSlotEvidence: 'otadata',
      canUpdateOverTheAir: known(true),
      ...layout,
    },
    bootloader: {
      offset: 0x1000,
      valid: known(true),
      idfVersion: known('v3.2-103-g4aa1058e8'),
      fingerprint: unknown('not-read'),
      headerFlashSize: known(0x400000),
      flashMode: known(2),
      flashFrequency: known(0),
    },
    slots: [slot('ota_0'), slot('ota_1')],
    trust: {
      complete: true,
      anchors: [],
      dateCheck: known(false),
      dateCheckEvidence: 'release',
      urls: [],
      hosts: [],
      mbedTlsVersion: known('2.13.1'),
      ...trust,
    },
    data: { nvs: [], hasWifiCredentials: known(true), wearLevelling: [] },
    coverage: { read: [], skipped: [] },
    ...more,
  };
}

function slot(label: string): UnitFacts['slots'][number] {
  return {
    label,
    offset: label === 'ota_0' ? 0x10000 : 0x110000,
    size: 0x100000,
    image: known('valid'),
    imageLength: known(0x80000),
    imageDigest: unknown('not-read'),
    projectName: unknown('not-present'),
    idfVersion: unknown('not-present'),
    secureVersion: unknown('not-present'),
    versions: [],
    catalogueMatch: unknown('not-present'),
  };
}

/** The anchor that a PEM certificate in the firmware is; `slot` = found in that slot's image. */
export function pemAnchor(certificate: Uint8Array<ArrayBuffer>, inSlot?: string): Anchor {
  const place = { partition: inSlot ?? 'certs', offset: 0x20000, ...(inSlot !== undefined && { slot: inSlot }) };
  const anchor = anchorFromCertificate(certificate, place, 'pem');
  if (anchor === undefined) throw new Error('not a certificate');
  return anchor;
}

/** What a server shows, leaf first. */
export function serverView(host: string | undefined, ...chain: readonly Uint8Array[]): ServerView {
  return { host, chain: chain.map(encodeBase64), source: 'file' };
}
