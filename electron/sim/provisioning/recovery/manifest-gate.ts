import { createPublicKey, verify } from 'node:crypto';
import { sameBytes } from '../../../core/bytes/byte-view.ts';
import { sha256 } from '../../../core/bytes/digest.ts';
import { type Begin, type Manifest, Status } from '../../../core/provisioning/proto/rcv_pb.ts';
import { manifestMessage, parseRecoveryManifest } from '../../../core/provisioning/recovery/manifest.ts';

/** What a unit holds a manifest against. */
export interface GateFacts {
  readonly product: string;
  readonly hwRevision: string;
  readonly chipId: number;
  readonly chipRevision: number;
  readonly deviceId: Uint8Array;
  readonly build: number;
  readonly secureVersion: number;
  /** Bytes of the slot that an update goes to; undefined = there is none. */
  readonly targetSize: number | undefined;
  /** SubjectPublicKeyInfo of each key whose manifests it takes. */
  readonly keys: readonly Uint8Array[];
  readonly hasEnoughPower: boolean;
}

const olderBuildFlag = 1;

/** The first 8 bytes of the SHA-256 of a key. */
export function keyIdOf(spki: Uint8Array): Uint8Array {
  return sha256(spki).subarray(0, 8);
}

/** The manifest, or why a unit does not take it: signature first, over bytes that nothing has interpreted. */
export function admitManifest(begin: Begin, facts: GateFacts): Manifest | Status {
  const key = facts.keys.find((spki) => sameBytes(keyIdOf(spki), begin.keyId));
  if (key === undefined || !isSigned(begin, key)) return Status.BAD_SIGNATURE;
  const manifest = parseRecoveryManifest(begin.manifest);
  if (!manifest.ok) return Status.BAD_REQUEST;
  return refusalOf(manifest.value, facts) ?? manifest.value;
}

function isSigned({ manifest, signature }: Begin, spki: Uint8Array): boolean {
  const key = createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' });
  return verify('sha256', manifestMessage(manifest), { key, dsaEncoding: 'ieee-p1363' }, signature);
}

function refusalOf(manifest: Manifest, facts: GateFacts): Status | undefined {
  if (!isForThisUnit(manifest, facts)) return Status.WRONG_TARGET;
  if (facts.targetSize === undefined) return Status.NOT_ALLOWED;
  if (manifest.imageSize > facts.targetSize || manifest.imageSize === 0) return Status.TOO_LARGE;
  if (manifest.secureVersion < facts.secureVersion) return Status.DOWNGRADE;
  if (manifest.build < facts.build && !mayBeOlder(manifest)) return Status.DOWNGRADE;
  return facts.hasEnoughPower ? undefined : Status.LOW_POWER;
}

function isForThisUnit(manifest: Manifest, facts: GateFacts): boolean {
  const { hwRev, onlyDevices, minChipRev, maxChipRev } = manifest;
  return (
    manifest.product === facts.product &&
    manifest.chipId === facts.chipId &&
    (hwRev.length === 0 || hwRev.includes(facts.hwRevision)) &&
    facts.chipRevision >= minChipRev &&
    (maxChipRev === 0 || facts.chipRevision <= maxChipRev) &&
    facts.build >= manifest.minFromBuild &&
    (onlyDevices.length === 0 || onlyDevices.some((id) => sameBytes(id, facts.deviceId)))
  );
}

/** An older build is an exception for single units: a manifest that names none may not ask for it. */
function mayBeOlder({ flags, onlyDevices }: Manifest): boolean {
  return (flags & olderBuildFlag) !== 0 && onlyDevices.length > 0;
}
