import type { UnitFacts } from '../../core/inspect/facts.ts';
import type { ServerProbe } from '../../core/tls/server-probe.ts';
import { profileOfUnit } from '../../core/tls/unit-profile.ts';
import type { Style } from '../style.ts';
import type { Texts } from '../texts.ts';

/** What the server showed, as whom it was asked, and each finding in plain words. */
export function renderProbe(probe: ServerProbe, facts: UnitFacts, texts: Texts, style: Style): string {
  return [
    style.dim(`  ${describeResult(probe, texts)}`),
    ...profileNotes(probe, facts, texts).map((note) => `  ${style.yellow('!')} ${note}`),
    ...probe.findings.map(({ code, params }) => `  ${style.yellow('!')} ${texts(`probe:${code}`, params)}`),
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
