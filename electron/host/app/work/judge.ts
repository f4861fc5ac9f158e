import type { JudgeServer } from '../../../contract/commands/units.ts';
import type { Result } from '../../../contract/commands.ts';
import { RecoveryError } from '../../../core/errors/recovery-error.ts';
import { chainPicture } from '../../../core/pictures/chain-picture.ts';
import { renderChainSvg } from '../../../core/pictures/chain-svg.ts';
import { judgeProbe } from '../../../core/tls/judge-probe.ts';
import { serverViewOf } from '../../../core/tls/server-probe.ts';
import { parseChain } from '../../../core/trust/chain-file.ts';
import { judge } from '../../../core/trust/judge.ts';
import type { ServerView } from '../../../core/trust/verdict.ts';
import { findCatalogue } from '../../catalogue-file.ts';
import { probeAsUnit } from '../../probe-server.ts';
import { untilAborted } from '../../until-aborted.ts';
import type { Desk } from '../desk.ts';
import type { UnitSession } from '../unit-session.ts';

export interface JudgeQuestion {
  readonly server: JudgeServer;
  readonly dateCheck: 'on' | 'off' | 'unknown';
}

/**
 * Judges the unit's facts against the server: asked now as this unit would, or as a person pasted it. The server is kept
 * for the job that may follow. Throws `app.not-inspected`, `probe.*` and `trust.chain-unreadable`.
 */
export async function judgeSession(
  session: UnitSession,
  { server, dateCheck }: JudgeQuestion,
  { workspace, texts }: Desk,
  signal: AbortSignal,
): Promise<Result<'unit.judge'>> {
  const facts = session.demandFacts();
  const probing = server.kind === 'probe' ? probeAsUnit(facts, { server: server.server }, workspace) : undefined;
  // A probe has time limits of its own; whoever does not want to wait for them does not have to.
  const probe = probing && (await untilAborted(probing, signal));
  const view = probe ? serverViewOf(probe) : viewOf(server);
  const catalogue = await findCatalogue(workspace.store);
  const inputBuffer = session.reading?.inputBuffer;
  const terms = { now: workspace.clock.now(), dateCheck, catalogue, inputBuffer };
  const verdict = probe ? await judgeProbe(facts, probe, terms) : await judge(facts, view, terms);
  const picture = renderChainSvg(chainPicture(facts, view, verdict), await texts());
  signal.throwIfAborted();
  // Read again meanwhile: the answer is right for what was read before, and is not kept.
  if (session.facts === facts) {
    session.server = view;
    session.verdict = verdict;
    session.bump({ verdict: verdict.status });
  }
  const findings = (probe?.findings ?? []).map(({ code, params }) => ({ code, params: { ...params } }));
  return { verdict, picture, findings };
}

/** What was pasted, or that nothing was. */
function viewOf(server: JudgeServer): ServerView | undefined {
  if (server.kind !== 'pasted') return undefined;
  const host = server.host?.trim() || undefined;
  const chain = parseChain(new TextEncoder().encode(server.text), host);
  if (!chain.ok) throw new RecoveryError('trust.chain-unreadable', { reason: chain.problem.code });
  return { ...chain.value, source: 'pasted' };
}
