import type { UnitFacts } from '../core/inspect/facts.ts';
import type { Clock } from '../core/interfaces/machine.ts';
import type { ReleaseManifest } from '../core/release/manifest.ts';
import { serverViewOf } from '../core/tls/server-probe.ts';
import { profileOfUnit } from '../core/tls/unit-profile.ts';
import type { ServerView } from '../core/trust/verdict.ts';
import { shakeHandsAsUnit } from './probe-server.ts';
import { untilAborted } from './until-aborted.ts';
import type { Workspace } from './workspace.ts';

/** What the update server of a release shows, for a job whose server nobody has judged; undefined where nothing is shown. */
export type AskServer = (
  facts: UnitFacts,
  manifest: Pick<ReleaseManifest, 'servers'>,
  signal: AbortSignal,
) => Promise<ServerView | undefined>;

/** A job waits no longer for what only its verdict needs. */
const limitMs = 10_000;

/**
 * Asks the first server that the release names as this unit would. Never throws: without an answer in time the job runs
 * all the same and stays unjudged. The servers of virtual units are in no network.
 */
export function releaseServerAsker(machine: Pick<Workspace, 'clock' | 'random'>, timeoutMs = limitMs): AskServer {
  return async (facts, { servers: [server] }, signal) => {
    if (server === undefined || facts.simulated) return undefined;
    const inTime = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
    const asking = shakeHandsAsUnit(facts, { ...server, signal: inTime }, machine).then(serverViewOf);
    return untilAborted(asking, inTime).catch(() => undefined);
  };
}

/** After so long, a server that showed nothing is asked again: a network may have come back meanwhile. */
const retryMs = 60_000;

/**
 * Asks a server once for all units that ask alike, however many at once, and keeps what it showed. No unit's end ends
 * the question for the others.
 */
export function askEachOnce(ask: AskServer, clock: Pick<Clock, 'monotonicMs'>): AskServer {
  const asked = new Map<string, { readonly answer: ReturnType<AskServer>; failedAtMs?: number }>();
  const askAnew = (key: string, ...[facts, manifest]: Parameters<AskServer>) => {
    const question = { answer: ask(facts, manifest, new AbortController().signal) };
    asked.set(key, question);
    void question.answer.then((view) => {
      if (view === undefined) Object.assign(question, { failedAtMs: clock.monotonicMs() });
    });
    return question.answer;
  };
  return (facts, manifest, signal) => {
    const key = JSON.stringify([facts.simulated, manifest.servers[0], profileOfUnit(facts).profile.id]);
    const known = asked.get(key);
    const isOld = known?.failedAtMs !== undefined && clock.monotonicMs() - known.failedAtMs >= retryMs;
    const answer = known === undefined || isOld ? askAnew(key, facts, manifest, signal) : known.answer;
    return untilAborted(answer, signal).catch(() => undefined);
  };
}
