import type { UnitFacts } from '../../core/inspect/facts.ts';
import type { ServerProbe } from '../../core/tls/server-probe.ts';
import { profileOfUnit } from '../../core/tls/unit-profile.ts';
import { idfVersionOf } from '../../core/trust/trials.ts';
import { runnableSlots } from '../../core/trust/unit-anchors.ts';
import type { Style } from '../style.ts';
import type { Texts } from '../texts.ts';

/** What the server showed, as whom it was asked, and each finding in plain words. */
export function renderProbe(probe: ServerProbe, facts: UnitFacts, texts: Texts, style: Style): string {
  const isInTheWay = followsNoRedirect(facts) && probe.findings.some(({ code }) => code === 'redirect');
  return [
    style.dim(`  ${describeResult(probe, texts)}`),
    ...profileNotes(probe, facts, texts).map((note) => `  ${style.yellow('!')} ${note}`),
    ...probe.findings.map(({ code, params }) => `  ${style.yellow('!')} ${texts(`probe:${code}`, params)}`),
    ...(isInTheWay ? [`  ${style.yellow('!')} ${texts('cli:server.follows-no-redirect')}`] : []),
  ].join('\n');
}

function describeResult({ result, host, port, at, profile }: ServerProbe, texts: Texts): string {
  const asked = { host, port, at, profile };
  if (result.kind === 'refused') {
    return texts('cli:server.refused', { ...asked, alert: result.alert, name: result.alertName });
  }
  const { version, suite, chain, certificateMessageBytes: bytes } = result;
  return texts('cli:server.seen', { ...asked, version, suite, count: chain.length, bytes });
}

function profileNotes(probe: ServerProbe, facts: UnitFacts, texts: Texts): string[] {
  const { profile, assumed } = profileOfUnit(facts);
  if (assumed) return [texts('cli:server.assumed')];
  return profile.id === probe.profile ? [] : [texts('cli:server.other-profile', { own: profile.id })];
}

/** True where the firmware that runs, or whichever may run, is of ESP-IDF v3.2 (TRUST A.7); other lines of before v4 are not known to be alike. */
function followsNoRedirect(facts: UnitFacts): boolean {
  return runnableSlots(facts).every((slot) => {
    const idf = idfVersionOf(facts, slot);
    return idf?.major === 3 && idf.minor === 2;
  });
}
