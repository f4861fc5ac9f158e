import type { UnitFacts } from '../core/inspect/facts.ts';
import type { ReleaseManifest } from '../core/release/manifest.ts';
import { serverViewOf } from '../core/tls/server-probe.ts';
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
