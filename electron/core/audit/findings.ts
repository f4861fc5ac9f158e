import type { UnitFacts } from '../inspect/facts.ts';
import type { ServerView } from '../trust/verdict.ts';
import type { Audit, Finding, FindingCode, FindingLevel, ImageEvidence } from './audit.ts';
import type { AuditOptions } from './audit-firmware.ts';

type Audited = Omit<Audit, 'findings' | 'passes'>;

/** Authorities leave and join root programs within two years often enough to matter. */
const staleAfterDays = 730;
/** What a server may put into one record (RFC 8446 §5.1), and what today's long chains need more than 4 KiB of (TRUST §B). */
const fullRecord = 16_384;

/** Everything that is wrong or worth knowing, errors first. */
export function findFindings(audit: Audited, facts: UnitFacts, options: AuditOptions): Finding[] {
  const findings = [
    ...anchorFindings(audit, facts),
    ...horizonFindings(audit, options),
    ...serverFindings(audit, options),
    ...buildFindings(audit, options.server),
    ...contentFindings(options.evidence),
  ];
  return findings.sort((a, b) => severity.indexOf(a.level) - severity.indexOf(b.level));
}

const severity: readonly FindingLevel[] = ['error', 'warning', 'note'];

function finding(code: FindingCode, level: FindingLevel, params: Finding['params'] = {}): Finding {
  return { code, level, params };
}

function anchorFindings({ anchors, singleRoot, dateCheck }: Audited, { trust, coverage }: UnitFacts): Finding[] {
  const places = coverage.skipped.slice(0, 8).map(({ what }) => what);
  const [only] = anchors;
  return [
    ...(anchors.length === 0 ? [finding('no-anchor', 'error', { urls: trust.urls.length })] : []),
    ...(trust.complete ? [] : [finding('anchors-incomplete', 'warning', { places: places.join(', ') })]),
    ...(singleRoot && only !== undefined ? [finding('single-root', 'warning', { subject: only.subject })] : []),
    ...(dateCheck === 'unknown' && anchors.length > 0 ? [finding('date-check-unknown', 'note')] : []),
  ];
}

/** Roots that end earlier than the last one do no harm as long as that one stands. */
function horizonFindings({ horizon }: Audited, { failBefore, now }: AuditOptions): Finding[] {
  const limit = failBefore === undefined ? now : Math.max(now, Date.parse(failBefore));
  if (horizon.kind !== 'date' || Date.parse(horizon.date) >= limit) return [];
  const { date, subject } = horizon;
  return [finding('expires-before', 'error', { subject, date: day(date), limit: day(limit) })];
}

function serverFindings({ verdict }: Audited, { failBefore }: AuditOptions): Finding[] {
  if (verdict === undefined) return [];
  const { status, until, reasons } = verdict;
  if (status !== 'reachable') {
    return [finding('server-not-accepted', 'error', { status, reasons: reasons.map(({ code }) => code).join(', ') })];
  }
  if (until === undefined || failBefore === undefined || Date.parse(until.date) >= Date.parse(failBefore)) return [];
  return [
    finding('chain-ends-before', 'warning', { subject: until.subject, date: day(until.date), limit: day(failBefore) }),
  ];
}

function buildFindings({ imageSigning, bundle, receiveBuffer }: Audited, server: ServerView | undefined): Finding[] {
  const days = bundle?.ageDays ?? 0;
  return [
    ...(imageSigning === 'unsigned' ? [finding('unsigned-images', 'warning')] : []),
    ...(days > staleAfterDays ? [finding('stale-bundle', 'warning', { days })] : []),
    ...(receiveBuffer === undefined ? [] : bufferFindings(receiveBuffer, server)),
  ];
}

/** What lies in the file that should not leave the house with it. */
function contentFindings(evidence: ImageEvidence | undefined): Finding[] {
  const { privateKeys = [], homeFolderPaths = 0 } = evidence ?? {};
  const kinds = [...new Set(privateKeys)].join(', ');
  return [
    ...(privateKeys.length > 0 ? [finding('private-key', 'warning', { count: privateKeys.length, kinds })] : []),
    ...(homeFolderPaths > 0 ? [finding('home-folder-paths', 'note', { count: homeFolderPaths })] : []),
  ];
}

/** A chain that cannot fit is an error; a small buffer alone limits what the server may show. */
function bufferFindings(bytes: number, server: ServerView | undefined): Finding[] {
  const needed = server === undefined ? 0 : certificateMessageLength(server);
  if (needed > bytes) return [finding('small-buffer', 'error', { bytes, needed })];
  return bytes < fullRecord ? [finding('small-buffer', 'warning', { bytes, needed: fullRecord })] : [];
}

/** TLS 1.2 Certificate message: header 4, length of the list 3, and 3 before each certificate (RFC 5246 §7.4.2). */
function certificateMessageLength({ chain }: ServerView): number {
  const derLength = (base64: string) => Math.floor((base64.replaceAll('=', '').length * 3) / 4);
  return chain.reduce((length, certificate) => length + 3 + derLength(certificate), 7);
}

function day(date: string | number): string {
  return new Date(date).toISOString().slice(0, 10);
}
