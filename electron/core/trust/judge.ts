import type { UnitFacts } from '../inspect/facts.ts';
import { decide } from './decide.ts';
import { type TrialOptions, tryServer } from './trials.ts';
import type { ServerView, Verdict } from './verdict.ts';

export interface JudgeOptions extends TrialOptions {}

/**
 * Whether the unit accepts what the server shows, and if not, why and what would help (TRUST §D.4). Nothing is guessed:
 * each thing that is not known and matters is tried both ways, and where the trials differ the verdict is `unknown`.
 * Throws `trust.chain-unreadable` for a server's chain that holds no certificates.
 */
export async function judge(facts: UnitFacts, server: ServerView | undefined, options: JudgeOptions): Promise<Verdict> {
  const trials = server === undefined ? [] : await tryServer(facts, server, options);
  return decide(facts, trials, options.now);
}
