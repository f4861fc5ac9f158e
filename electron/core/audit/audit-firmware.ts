import type { Catalogue } from '../catalogue/catalogue.ts';
import { factValue } from '../inspect/fact.ts';
import type { UnitFacts } from '../inspect/facts.ts';
import { judgeProbe } from '../tls/judge-probe.ts';
import { type ServerProbe, serverViewOf } from '../tls/server-probe.ts';
import { judge } from '../trust/judge.ts';
import { runnableSlots } from '../trust/unit-anchors.ts';
import type { ServerView } from '../trust/verdict.ts';
import type { Audit, AuditedImage, DateCheck, ImageEvidence, RootHorizon } from './audit.ts';
import { findFindings } from './findings.ts';
import { dateCheckOf, lastHorizon, rootHorizons } from './root-horizon.ts';

export interface AuditOptions {
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly server?: ServerView | undefined;
  /** What a server showed to this firmware, in place of `server`. */
  readonly probe?: ServerProbe | undefined;
  /** ISO date that the update path must outlive; absent = now. */
  readonly failBefore?: string | undefined;
  /** What the firmware's maker knows of its date check. */
  readonly dateCheck?: DateCheck | undefined;
  readonly evidence?: ImageEvidence | undefined;
  /** Knows the ends of roots that the firmware holds without a date. */
  readonly catalogue?: Catalogue | undefined;
}

/**
 * What a firmware will need of its servers, for how long it can be reached, and what is wrong with that (TRUST §D).
 * Throws `trust.chain-unreadable` for a server's chain that holds no certificates.
 */
export async function auditFirmware(facts: UnitFacts, options: AuditOptions): Promise<Audit> {
  const { now, probe, evidence } = options;
  const server = probe === undefined ? options.server : serverViewOf(probe);
  const dateCheck = dateCheckOf(facts, options.dateCheck);
  const anchors = rootHorizons(facts, dateCheck, options.catalogue);
  const bundle = bundleOf(anchors, evidence?.builtOn, now);
  const receiveBuffer = facts.trust.tls && factValue(facts.trust.tls.inputBuffer);
  const terms = { now, dateCheck };
  const verdict = probe ? await judgeProbe(facts, probe, terms) : server && (await judge(facts, server, terms));
  const audit: Omit<Audit, 'findings' | 'passes'> = {
    schema: 1,
    image: imageOf(facts),
    anchors,
    horizon: lastHorizon(anchors),
    dateCheck,
    singleRoot: anchors.length === 1,
    insecure: anchors.length === 0 && facts.trust.complete && facts.trust.urls.length > 0,
    imageSigning: evidence === undefined ? 'unknown' : evidence.signatures.length > 0 ? 'signed' : 'unsigned',
    ...(bundle && { bundle }),
    ...(receiveBuffer !== undefined && { receiveBuffer }),
    ...(verdict && { verdict }),
  };
  const findings = findFindings(audit, facts, { ...options, server });
  return { ...audit, findings, passes: findings.every(({ level }) => level !== 'error') };
}

function imageOf(facts: UnitFacts): AuditedImage {
  const [label, ...others] = runnableSlots(facts);
  const slot = others.length > 0 ? undefined : facts.slots.find((candidate) => candidate.label === label);
  if (slot === undefined) return {};
  const [version] = slot.versions;
  const named = { projectName: slot.projectName, idfVersion: slot.idfVersion, sha256: slot.imageDigest };
  const known = Object.entries(named).flatMap(([name, fact]) => (fact.known ? [[name, fact.value]] : []));
  return { slot: slot.label, ...(version && { version: version.version }), ...Object.fromEntries(known) };
}

const dayMs = 86_400_000;

function bundleOf(anchors: readonly RootHorizon[], builtOn: string | undefined, now: number): Audit['bundle'] {
  const roots = anchors.filter(({ encoding }) => encoding === 'crt-bundle').length;
  if (roots === 0) return undefined;
  return {
    roots,
    ...(builtOn !== undefined && { ageDays: Math.max(0, Math.floor((now - Date.parse(builtOn)) / dayMs)) }),
  };
}
