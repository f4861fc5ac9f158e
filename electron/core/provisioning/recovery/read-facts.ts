import { encodeHex } from '../../bytes/hex.ts';
import { chips } from '../../chips/catalogue.ts';
import type { ChipFamily } from '../../chips/chip.ts';
import { RecoveryError } from '../../errors/recovery-error.ts';
import { mbedTlsVersionOf, parseIdfVersion } from '../../formats/idf-version.ts';
import { redactUrl } from '../../formats/redact-url.ts';
import { known, unknown } from '../../inspect/fact.ts';
import type { ChipFacts, Fact, SecurityFacts, TrustFacts, UnitFacts } from '../../inspect/facts.ts';
import { identifyProduct } from '../../inspect/identify-product.ts';
import type { InspectOptions } from '../../inspect/inspect-flash.ts';
import { matchAnchors } from '../../inspect/known-roots.ts';
import { unknownBootloader } from '../../inspect/read-bootloader.ts';
import { printableText } from '../../trust/printable-text.ts';
import type { DeviceInfo, OtaInfo } from '../proto/rcv_pb.ts';
import type { ProvisioningSession } from '../session.ts';
import { readDeviceInfo, readOtaInfo } from './info-client.ts';
import { type AnchorReading, readAnchors } from './read-anchors.ts';
import { reportedLayout, reportedSlots } from './reported-slots.ts';

/** The facts, and what a transfer needs besides them. */
export interface RecoveryReading {
  readonly facts: UnitFacts;
  readonly device: DeviceInfo;
  /** What the unit says of its receive buffer: the judge's `inputBuffer`. */
  readonly inputBuffer: number | undefined;
}

export type RecoveryReadOptions = Pick<
  InspectOptions,
  'releases' | 'now' | 'catalogue' | 'operatorProduct' | 'signal' | 'onProgress'
>;

const flag = { secureBoot: 1, flashEncryption: 2, antiRollback: 16 } as const;
const macLength = 6;
const maxUrls = 50;

/**
 * What the unit says it is, runs and trusts, over its recovery endpoints and in the shape of every other channel. All of it
 * is the unit's own report; what no endpoint tells is unknown with its reason. Throws `provisioning.*`, and
 * `loader.unsupported-chip`.
 */
export async function readRecoveryFacts(
  session: ProvisioningSession,
  options: RecoveryReadOptions,
): Promise<RecoveryReading> {
  const { signal } = options;
  const device = await readDeviceInfo(session, signal);
  const ota = await readOtaInfo(session, signal);
  const anchors = await readAnchors(session, signal);
  const family = familyOf(device);
  const { channel, simulated } = session.transport;
  const inputBuffer = ota === undefined || ota.tlsInLen === 0 ? undefined : ota.tlsInLen;
  const facts: UnitFacts = {
    schema: 1,
    channel,
    simulated,
    readAt: options.now,
    product: productOf(device, options),
    chip: chipFacts(device, family),
    security: securityFacts(device),
    layout: reportedLayout(device, ota),
    bootloader: unknownBootloader(chips[family], 'not-supported'),
    slots: reportedSlots(device, ota),
    trust: {
      ...trustFacts(device, ota, anchors, options),
      ...(inputBuffer !== undefined && { reportedInputBuffer: inputBuffer }),
    },
    data: { nvs: [], hasWifiCredentials: unknown('not-supported'), wearLevelling: [] },
    coverage: { read: [], skipped: [...anchors.skipped, { what: 'flash', reason: 'not-supported' }] },
  };
  return { facts, device, inputBuffer };
}

function familyOf({ chipId }: DeviceInfo): ChipFamily {
  const chip = Object.values(chips).find(({ imageChipId }) => imageChipId === chipId);
  if (chip === undefined) throw new RecoveryError('loader.unsupported-chip', { chip: chipId });
  return chip.family;
}

/** Text of the unit, harmless; undefined where it says nothing. */
export function reported(text: string): string | undefined {
  return text === '' ? undefined : printableText(text);
}

function productOf(device: DeviceInfo, { releases, operatorProduct }: RecoveryReadOptions) {
  const traces = {
    digests: [],
    projectName: reported(device.project),
    reportedProduct: reported(device.product),
    hasString: () => false,
    nvsNamespaces: [],
    partitionLabels: [],
  };
  return identifyProduct(releases, traces, operatorProduct);
}

function chipFacts({ chipRev, deviceId }: DeviceInfo, family: ChipFamily): ChipFacts {
  const isMac = deviceId.length === macLength;
  return {
    family,
    revision: known(chipRev),
    features: [],
    mac: isMac ? known([...deviceId].map((byte) => encodeHex(Uint8Array.of(byte))).join(':')) : unknown('not-present'),
    flashId: unknown('not-supported'),
    flashSize: unknown('not-supported'),
  };
}

/** A unit says whether, never which: what it leaves open is not known. */
function securityFacts({ flags, secureVersion }: DeviceInfo): SecurityFacts {
  const open = unknown<never>('not-supported');
  const hasSecureBoot = (flags & flag.secureBoot) !== 0;
  return {
    flashEncryption: (flags & flag.flashEncryption) === 0 ? known('off') : open,
    secureBoot: hasSecureBoot ? open : known('none'),
    secureBootKeyDigests: hasSecureBoot ? open : known([]),
    downloadMode: open,
    secureVersion: (flags & flag.antiRollback) === 0 ? open : known(secureVersion),
  };
}

function trustFacts(
  device: DeviceInfo,
  ota: OtaInfo | undefined,
  { anchors, skipped }: AnchorReading,
  { catalogue }: RecoveryReadOptions,
): TrustFacts {
  const urls = [...new Set((ota?.url ?? []).slice(0, maxUrls).map((url) => printableText(redactUrl(url))))];
  const idf = parseIdfVersion(device.idf);
  const mbedTls = idf && mbedTlsVersionOf(idf);
  return {
    complete: skipped.length === 0,
    anchors: catalogue === undefined ? anchors : matchAnchors(anchors, catalogue),
    ...dateCheckOf(ota),
    urls,
    hosts: [...new Set(urls.flatMap((url) => hostOf(url) ?? []))],
    mbedTlsVersion: mbedTls === undefined ? unknown('not-present') : known(mbedTls),
    identities: [],
  };
}

function dateCheckOf(ota: OtaInfo | undefined): Pick<TrustFacts, 'dateCheck' | 'dateCheckEvidence'> {
  const answers: Readonly<Record<number, Fact<boolean>>> = { 1: known(false), 2: known(true) };
  const dateCheck = answers[ota?.dateCheck ?? 0];
  return dateCheck === undefined
    ? { dateCheck: unknown('not-supported'), dateCheckEvidence: 'idf-default' }
    : { dateCheck, dateCheckEvidence: 'unit-report' };
}

function hostOf(url: string): string | undefined {
  try {
    return new URL(url).hostname || undefined;
  } catch {
    return undefined; // no URL
  }
}
