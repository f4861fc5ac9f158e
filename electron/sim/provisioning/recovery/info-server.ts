import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { concatBytes } from '../../../core/bytes/concat-bytes.ts';
import { decodeHex } from '../../../core/bytes/hex.ts';
import { parseAppImage } from '../../../core/formats/app-image.ts';
import { activeSector } from '../../../core/formats/otadata.ts';
import { partitionType } from '../../../core/formats/partition-table.ts';
import {
  type Attest,
  AttestationSchema,
  DeviceInfoSchema,
  type InfoRequest,
  InfoRequestSchema,
  InfoResponseSchema,
  OtaInfoSchema,
  SlotSchema,
  Status,
  TrustBytesSchema,
  TrustPageSchema,
  type TrustQuery,
  type TrustRead,
} from '../../../core/provisioning/proto/rcv_pb.ts';
import { readFuses } from '../../security/fuses.ts';
import { HandlerFailure } from '../handler-failure.ts';
import { type GateFacts, keyIdOf } from './manifest-gate.ts';
import {
  isPendingVerify,
  partitionBytes,
  type RunningFirmware,
  readOtadata,
  type UnitHardware,
} from './running-firmware.ts';
import type { TrustStore } from './trust-store.ts';

/** What the build or the product decides, and flash does not show. */
export interface ProductSettings {
  readonly dateCheck: 0 | 1 | 2;
  /** 0 = not told. */
  readonly tlsInputLength: number;
  readonly maxData: number;
  /** Largest answer, record layer excluded. */
  readonly maxMessage: number;
  readonly mode: 0 | 1 | 2 | 3;
}

/** A private key of a unit, and what tells others of it: a certificate, or the bare SubjectPublicKeyInfo, as DER. */
export interface UnitKey {
  /** ECDSA P-256 with SHA-256, r and s. */
  readonly sign: (message: Uint8Array) => Uint8Array;
  readonly certificate: Uint8Array;
}

export interface InfoSources {
  readonly hardware: UnitHardware;
  readonly firmware: RunningFirmware;
  readonly trust: TrustStore;
  readonly facts: GateFacts;
  readonly settings: ProductSettings;
  /** Undefined for units that cannot attest themselves. */
  readonly key: UnitKey | undefined;
}

type Answer = Parameters<typeof create<typeof InfoResponseSchema>>[1];

const flag = { secureBoot: 1, flashEncryption: 2, rollback: 4, pendingVerify: 8 } as const;

/** The endpoint `rcv-info`: answers from what is, and changes nothing (PROTOCOLS §4.4). */
export function answerInfo(bytes: Uint8Array, sources: InfoSources): Uint8Array {
  let request: InfoRequest;
  try {
    request = fromBinary(InfoRequestSchema, bytes);
  } catch (cause) {
    throw new HandlerFailure('no request', { cause });
  }
  return toBinary(InfoResponseSchema, create(InfoResponseSchema, { v: 1, ...answerTo(request.op, sources) }));
}

function answerTo(op: InfoRequest['op'], sources: InfoSources): Answer {
  switch (op.case) {
    case 'device':
      return { device: deviceInfo(sources) };
    case 'ota':
      return { ota: otaInfo(sources) };
    case 'trust':
      return trustPage(op.value, sources);
    case 'read':
      return trustBytes(op.value, sources);
    case 'attest':
      return attestation(op.value, sources);
    default:
      return { status: Status.UNSUPPORTED };
  }
}

function attestation({ nonce }: Attest, sources: InfoSources): Answer {
  const { key, settings } = sources;
  if (key === undefined) return { status: Status.UNSUPPORTED };
  if (nonce.length < 16 || nonce.length > 32) return { status: Status.BAD_REQUEST };
  const info = toBinary(DeviceInfoSchema, deviceInfo(sources));
  const attest = create(AttestationSchema, {
    info,
    signature: key.sign(concatBytes([info, nonce])),
    cert: key.certificate,
  });
  const length = toBinary(AttestationSchema, attest).length;
  return length + messageOverhead > settings.maxMessage ? { status: Status.TOO_LARGE } : { attest };
}

function deviceInfo({ hardware, firmware, trust, facts, settings }: InfoSources) {
  const { descriptor, running, target } = firmware;
  return create(DeviceInfoSchema, {
    minV: 1,
    maxV: 1,
    project: descriptor?.projectName ?? '',
    version: descriptor?.version ?? '',
    idf: descriptor?.idfVersion ?? '',
    elfSha256: decodeHex(descriptor?.elfSha256 ?? ''),
    build: facts.build,
    product: facts.product,
    hwRev: facts.hwRevision,
    deviceId: facts.deviceId,
    chipId: facts.chipId,
    chipRev: facts.chipRevision,
    secureVersion: facts.secureVersion,
    flags: flagsOf(hardware, firmware),
    runningPart: running.label,
    targetPart: target?.label ?? '',
    targetSize: target?.size ?? 0,
    mode: settings.mode,
    maxData: settings.maxData,
    maxMsg: settings.maxMessage,
    storeDigest: trust.digest,
    fwKeyIds: facts.keys.map(keyIdOf),
  });
}

function flagsOf({ chip, flash, efuse }: UnitHardware, { partitions, hasRollback }: RunningFirmware): number {
  const fuses = readFuses(efuse, chip);
  return (
    (fuses.secureBoot === 'none' ? 0 : flag.secureBoot) |
    (fuses.flashEncryption === undefined ? 0 : flag.flashEncryption) |
    (hasRollback ? flag.rollback : 0) |
    (isPendingVerify(readOtadata(flash, partitions)?.otadata) ? flag.pendingVerify : 0)
  );
}

function otaInfo({ hardware: { flash }, firmware, trust, settings }: InfoSources) {
  const slots = firmware.partitions.filter(({ type }) => type === partitionType.app);
  const otadata = readOtadata(flash, firmware.partitions)?.otadata;
  const active = otadata && activeSector(otadata);
  const state = active === undefined ? undefined : otadata?.records[active]?.state;
  return create(OtaInfoSchema, {
    url: [...trust.urls],
    dateCheck: settings.dateCheck,
    tlsInLen: settings.tlsInputLength,
    verify: trust.anchors.some(({ form }) => form === 2) ? 2 : trust.anchors.length > 0 ? 1 : 3,
    slot: slots.map((slot) => {
      const image = parseAppImage(partitionBytes(flash, slot));
      const descriptor = image.ok ? image.value.descriptor : undefined;
      return create(SlotSchema, {
        label: slot.label,
        offset: slot.offset,
        size: slot.size,
        state: slot === firmware.running ? otaStates[state ?? 'undefined'] : otaStates.undefined,
        elfSha256: decodeHex(descriptor?.elfSha256 ?? ''),
        version: descriptor?.version ?? '',
      });
    }),
  });
}

/** `esp_ota_img_states_t`. */
const otaStates = { new: 0, 'pending-verify': 1, valid: 2, invalid: 3, aborted: 4, undefined: 0xffffffff } as const;

/** As many entries as fit into one answer. */
function trustPage({ start, count, names }: TrustQuery, { trust, settings }: InfoSources): Answer {
  const page = create(TrustPageSchema, { total: trust.anchors.length, start });
  for (const { entry } of trust.anchors.slice(start, start + Math.max(1, count))) {
    const shown = names ? entry : { ...entry, subject: '' };
    const length = toBinary(TrustPageSchema, { ...page, entry: [...page.entry, shown] }).length;
    if (page.entry.length > 0 && length + messageOverhead > settings.maxMessage) break;
    page.entry.push(shown);
  }
  return { trust: page };
}

const messageOverhead = 12;

function trustBytes({ index, offset, max }: TrustRead, { trust, settings }: InfoSources): Answer {
  const anchor = trust.anchors[index];
  if (anchor === undefined || offset > anchor.bytes.length) return { status: Status.BAD_REQUEST };
  const length = Math.min(max, settings.maxMessage - 2 * messageOverhead);
  const data = anchor.bytes.slice(offset, offset + length);
  return { read: create(TrustBytesSchema, { form: anchor.form, total: anchor.bytes.length, offset, data }) };
}
