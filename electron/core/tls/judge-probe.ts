import type { UnitFacts } from '../inspect/facts.ts';
import { deviceLogLines } from '../trust/device-log.ts';
import { type JudgeOptions, judge } from '../trust/judge.ts';
import { idfVersionOf } from '../trust/trials.ts';
import { runnableSlots } from '../trust/unit-anchors.ts';
import type { DeviceOutcome, Verdict, VerdictReason } from '../trust/verdict.ts';
import type { ProbeFinding, ProbeFindingCode } from './probe-findings.ts';
import { type ServerProbe, serverViewOf } from './server-probe.ts';
import { profileOfUnit } from './unit-profile.ts';

/** Findings with which no unit of the probe's profile gets as far as the certificates, and the code in its log. */
const obstacles: Partial<Record<ProbeFindingCode, number>> = {
  'tls13-only': 0x7780, // MBEDTLS_ERR_SSL_FATAL_ALERT_MESSAGE
  'nothing-shared': 0x7780,
  'name-refused': 0x7780,
  refused: 0x7780,
  'version-too-old': 0x6e80, // MBEDTLS_ERR_SSL_BAD_HS_PROTOCOL_VERSION
};

/** The verdict on what a server showed to a client that asked as the unit does: a refused handshake strands the unit. */
export async function judgeProbe(facts: UnitFacts, probe: ServerProbe, options: JudgeOptions): Promise<Verdict> {
  const obstacle = probe.findings.find(({ code }) => obstacles[code] !== undefined);
  return obstacle === undefined ? judge(facts, serverViewOf(probe), options) : decideRefusal(facts, probe, obstacle);
}

function decideRefusal(facts: UnitFacts, probe: ServerProbe, { code: finding }: ProbeFinding): Verdict {
  const { canUpdateOverTheAir } = facts.layout;
  const cableOnly = canUpdateOverTheAir.known && !canUpdateOverTheAir.value;
  const missing = cableOnly ? [] : missingFacts(facts, probe, finding);
  const outcome = refusedOutcome(facts, obstacles[finding] ?? 0);
  const reasons: VerdictReason[] = [{ code: 'no-handshake', params: { finding } }];
  return {
    schema: 1,
    status: missing.length > 0 ? 'unknown' : 'stranded',
    reasons: cableOnly ? [{ code: 'no-second-slot', params: {} }, ...reasons] : reasons,
    outcomes: missing.length > 0 ? [] : [false, true].map((dateCheck) => ({ dateCheck, outcome })),
    path: [],
    until: undefined,
    remedies: [{ kind: 'flash' }],
    missing,
  };
}

/** A server may refuse one profile and take another, unless it speaks only what none of them knows. */
function missingFacts(facts: UnitFacts, probe: ServerProbe, finding: ProbeFindingCode): Verdict['missing'] {
  if (finding === 'tls13-only') return [];
  const { profile, assumed } = profileOfUnit(facts);
  if (assumed) return [{ fact: 'slots.idfVersion', reason: 'not-present' }];
  return profile.id === probe.profile ? [] : [{ fact: 'server.chain', reason: 'not-read' }];
}

function refusedOutcome(facts: UnitFacts, code: number): DeviceOutcome {
  const idf = idfVersionOf(facts, runnableSlots(facts)[0]);
  return { accepted: false, code, flags: 0, logLines: deviceLogLines({ code, flags: 0, stage: 'receive' }, idf) };
}
