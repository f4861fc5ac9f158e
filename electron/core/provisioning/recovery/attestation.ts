import { equals, fromBinary } from '@bufbuild/protobuf';
import { concatBytes } from '../../bytes/concat-bytes.ts';
import { known, unknown } from '../../inspect/fact.ts';
import type { AttestationFacts, Fact } from '../../inspect/facts.ts';
import type { Random } from '../../interfaces/machine.ts';
import { type Certificate, parseCertificate } from '../../trust/certificate.ts';
import { parseDer } from '../../trust/der.ts';
import { readPublicKey, type SubjectPublicKey } from '../../trust/public-key.ts';
import { verifySignature } from '../../trust/verify-signature.ts';
import { type Attestation, type DeviceInfo, DeviceInfoSchema } from '../proto/rcv_pb.ts';
import type { ProvisioningSession } from '../session.ts';
import { readAttestation } from './info-client.ts';

export interface AttestationOptions {
  /** What the unit said of itself in this session. */
  readonly device: DeviceInfo;
  /** Keys that vouch for units of its product. */
  readonly keys: readonly SubjectPublicKey[];
  readonly random: Random;
  readonly signal?: AbortSignal | undefined;
}

/** Longest that units take (PROTOCOLS §4.4); nobody can have collected answers to it before. */
const nonceLength = 32;
const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
/** r and s, as in the signature of a manifest. */
const signatureLength = 64;

/**
 * Has the unit sign its own report and a fresh nonce. What that proves: whoever answers has, now, the private key of the
 * certificate that it shows, and stands by this report. Whose key that is, only somebody who signed the certificate says;
 * and whoever answers may have asked the unit itself. `not-supported` where the unit has no key or will not.
 */
export async function attestUnit(
  session: ProvisioningSession,
  { device, keys, random, signal }: AttestationOptions,
): Promise<Fact<AttestationFacts>> {
  const nonce = random.bytes(nonceLength);
  const answer = await readAttestation(session, nonce, signal);
  return answer === undefined ? unknown('not-supported') : known(await judgeAttestation(answer, nonce, device, keys));
}

/** The keys in `attestationKeys` of a release: those that are none are left out, so that they vouch for nobody. */
export function attestationKeys(ders: readonly Uint8Array<ArrayBuffer>[]): SubjectPublicKey[] {
  return ders.flatMap((der) => keyOf(der) ?? []);
}

async function judgeAttestation(
  { info, signature, cert }: Attestation,
  nonce: Uint8Array,
  device: DeviceInfo,
  keys: readonly SubjectPublicKey[],
): Promise<AttestationFacts> {
  const held = heldKey(new Uint8Array(cert));
  if (held?.key.curve !== algorithm.namedCurve) return { result: 'failed', problem: 'key' };
  const shown = describe(held);
  if (!isSameReport(info, device)) return { result: 'failed', problem: 'report', ...shown };
  if (!(await isSigned(concatBytes([info, nonce]), signature, held.key))) {
    return { result: 'failed', problem: 'signature', ...shown };
  }
  return { result: (await isVouchedFor(held, keys)) ? 'attested' : 'attested-by-unknown-key', ...shown };
}

interface HeldKey {
  readonly key: SubjectPublicKey;
  /** Absent where the unit shows a bare key: certificates are too long for some links. */
  readonly certificate?: Certificate;
}

function heldKey(der: Uint8Array<ArrayBuffer>): HeldKey | undefined {
  const certificate = parseCertificate(der);
  if (certificate.ok) return { key: certificate.value.publicKey, certificate: certificate.value };
  const key = keyOf(der);
  return key && { key };
}

function keyOf(der: Uint8Array<ArrayBuffer>): SubjectPublicKey | undefined {
  const key = parseDer(der, 'public-key', readPublicKey);
  return key.ok ? key.value : undefined;
}

function describe({ key, certificate }: HeldKey): Pick<AttestationFacts, 'keySha256' | 'subject'> {
  const subject = certificate?.subject.text;
  return { keySha256: key.sha256, ...(subject !== undefined && { subject }) };
}

/** Only the battery may have changed since. */
function isSameReport(info: Uint8Array, device: DeviceInfo): boolean {
  try {
    const signed = fromBinary(DeviceInfoSchema, info);
    return equals(DeviceInfoSchema, { ...signed, batteryMv: device.batteryMv }, device);
  } catch {
    return false; // no report at all
  }
}

async function isSigned(
  message: Uint8Array<ArrayBuffer>,
  signature: Uint8Array,
  { der }: SubjectPublicKey,
): Promise<boolean> {
  if (signature.length !== signatureLength) return false;
  const key = await crypto.subtle.importKey('spki', der, algorithm, false, ['verify']).catch(() => undefined);
  return key !== undefined && crypto.subtle.verify(algorithm, key, new Uint8Array(signature), message);
}

async function isVouchedFor({ key, certificate }: HeldKey, keys: readonly SubjectPublicKey[]): Promise<boolean> {
  for (const each of keys) {
    if (each.sha256 === key.sha256) return true;
    if (certificate !== undefined && (await verifySignature(certificate, each)) === 'good') return true;
  }
  return false;
}
