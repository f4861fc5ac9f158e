import { isSameName } from './distinguished-name.ts';
import { hostNamesOf } from './host-name.ts';
import { mayIssue, type PathMember, type PathQuery, type PathResult } from './mbedtls-path.ts';
import { acceptsKey } from './mbedtls-profile.ts';
import { printableText } from './printable-text.ts';
import type { VerdictReason } from './verdict.ts';
import { mbedTlsCode, verifyFlag } from './verify-flags.ts';
import { verifySignature } from './verify-signature.ts';

type Reasons = readonly VerdictReason[];

/** Why a path was found or not, most telling first: each fault with the certificate that has it. */
export async function explainPath(result: PathResult, query: PathQuery): Promise<Reasons> {
  if (result.code === mbedTlsCode.accepted) {
    return [{ code: 'path-found', params: { anchor: result.anchor?.subject.text ?? '' } }];
  }
  if (result.code === mbedTlsCode.fatal) return [{ code: 'too-many-intermediates', params: {} }];
  return [
    ...(await explainNoPath(result, query)),
    ...explainName(result, query),
    ...explainDates(result),
    ...explainWeakness(result, query),
  ];
}

/** No parent for the topmost member, or a parent whose key did not sign it. */
async function explainNoPath({ members }: PathResult, query: PathQuery): Promise<Reasons> {
  const certificate = withFlag(members, verifyFlag.notTrusted)?.certificate;
  if (certificate === undefined) return [];
  const params = {
    subject: certificate.subject.text,
    issuer: certificate.issuer.text,
    anchors: new Set(query.trusted.map(({ publicKey }) => publicKey.sha256)).size,
  };
  const noPath: VerdictReason = { code: 'no-path', params };
  for (const authority of [...query.trusted, ...query.chain]) {
    const isTrusted = query.trusted.some((trusted) => trusted === authority);
    if (!isSameName(certificate.issuer, authority.subject) || mayIssue(authority, isTrusted, members.length - 1))
      continue;
    if ((await verifySignature(certificate, authority.publicKey)) === 'good') {
      return [noPath, { code: 'not-a-ca', params: { subject: authority.subject.text } }];
    }
  }
  return [noPath];
}

function explainName({ members: [leaf] }: PathResult, { host = '' }: PathQuery): Reasons {
  if (!leaf?.certificate || (leaf.flags & verifyFlag.nameMismatch) === 0) return [];
  const names = hostNamesOf(leaf.certificate)
    .slice(0, 8)
    .map((name) => printableText(name));
  return [{ code: 'name-mismatch', params: { host: printableText(host), names: names.join(', ') } }];
}

function explainDates({ members }: PathResult): Reasons {
  const expired = withFlag(members, verifyFlag.expired)?.authority;
  const future = withFlag(members, verifyFlag.future)?.authority;
  return [
    ...(expired ? [dated('expired', expired.subject.text, expired.notAfter)] : []),
    ...(future ? [dated('not-yet-valid', future.subject.text, future.notBefore)] : []),
  ];
}

function dated(code: 'expired' | 'not-yet-valid', subject: string, time = 0): VerdictReason {
  return { code, params: { subject, date: new Date(time).toISOString() } };
}

function explainWeakness({ members }: PathResult, { profile }: PathQuery): Reasons {
  const hashed = withFlag(members, verifyFlag.badHash)?.certificate;
  const keyed = members.find(({ authority }) => !acceptsKey(profile, authority.publicKey))?.authority;
  const { signatureAlgorithm, subject } = hashed ?? {};
  return [
    ...(signatureAlgorithm && subject
      ? [reason('weak-hash', { subject: subject.text, hash: signatureAlgorithm.hash ?? signatureAlgorithm.oid })]
      : []),
    ...(keyed ? [reason('weak-key', { subject: keyed.subject.text, bits: keyed.publicKey.bits })] : []),
  ];
}

function reason(code: VerdictReason['code'], params: VerdictReason['params']): VerdictReason {
  return { code, params };
}

function withFlag(members: readonly PathMember[], flag: number): PathMember | undefined {
  return members.find(({ flags }) => (flags & flag) !== 0);
}
