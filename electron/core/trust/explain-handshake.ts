import type { TrustedAuthority } from './anchors.ts';
import { findRoot } from './bundle-path.ts';
import type { Certificate } from './certificate.ts';
import { explainPath } from './explain-path.ts';
import type { HandshakeQuery, HandshakeResult, ServerQuery } from './handshake.ts';
import { receiveCode } from './receive-limits.ts';
import type { VerdictReason } from './verdict.ts';
import { mbedTlsCode, verifyFlag } from './verify-flags.ts';
import { verifySignature } from './verify-signature.ts';

type Reasons = readonly VerdictReason[];

/** Why a handshake ended as it did, most telling first. */
export async function explainHandshake(result: HandshakeResult, query: HandshakeQuery): Promise<Reasons> {
  const code = result.code.toString(16).padStart(4, '0');
  switch (result.stage) {
    case 'store':
      return [{ code: 'anchors-refused', params: { code } }];
    case 'receive':
      return [explainReceiving(result, query)];
    case 'parse':
      return [{ code: 'certificate-refused', params: { code, subject: result.refused?.subject.text ?? '' } }];
    case 'usage':
      return [{ code: 'wrong-usage', params: { subject: result.members[0]?.authority.subject.text ?? '' } }];
    case 'path':
      return query.store.kind === 'bundle'
        ? explainBundle(result, query)
        : explainPath(result, { ...query, trusted: query.store.trusted });
  }
}

function explainReceiving({ code }: HandshakeResult, { flight, inputBuffer }: HandshakeQuery): VerdictReason {
  if (code === receiveCode.featureUnavailable) {
    return { code: 'message-fragmented', params: { records: flight.certificateRecords } };
  }
  return { code: 'message-too-large', params: { bytes: Math.max(...flight.recordSizes), limit: inputBuffer } };
}

async function explainBundle(result: HandshakeResult, query: HandshakeQuery): Promise<Reasons> {
  const trusted = query.store.kind === 'bundle' ? query.store.roots : query.store.trusted;
  if (result.code !== mbedTlsCode.fatal || result.lookups.length === 0) {
    const reasons = await explainPath(result, { ...query, trusted });
    const isVouchedFor = await topIsVouchedFor(result, query);
    return reasons.filter(({ code }) => code !== 'no-path' || !isVouchedFor);
  }
  const below = await rootBelowTop(result, query);
  if (below === undefined) return explainPath({ ...result, code: mbedTlsCode.verifyFailed }, { ...query, trusted });
  const { root, subject, extra } = below;
  return [{ code: 'chain-goes-above-root', params: { anchor: root.subject.text, subject, extra } }];
}

/** Where the bundle holds the root after all, and the topmost certificate has another fault that keeps it from being asked. */
async function topIsVouchedFor({ members }: HandshakeResult, query: ServerQuery): Promise<boolean> {
  const top = members.find(({ flags }) => (flags & verifyFlag.notTrusted) !== 0)?.certificate;
  return top !== undefined && (await rootOf(top, query)) !== undefined;
}

/** A root of the bundle that signed a member below the topmost, which alone was looked up. */
export async function rootBelowTop({ code, members, lookups }: HandshakeResult, query: ServerQuery) {
  if (code !== mbedTlsCode.fatal || lookups.length === 0) return undefined;
  for (let index = members.length - 2; index >= 0; index--) {
    const certificate = members[index]?.certificate;
    const root = certificate && (await rootOf(certificate, query));
    if (root) return { root, subject: certificate.subject.text, extra: members.length - 1 - index };
  }
  return undefined;
}

async function rootOf(certificate: Certificate, { store }: ServerQuery): Promise<TrustedAuthority | undefined> {
  if (store.kind !== 'bundle') return undefined;
  const root = findRoot(store.roots, certificate.issuer.der);
  return root && (await verifySignature(certificate, root.publicKey)) === 'good' ? root : undefined;
}
