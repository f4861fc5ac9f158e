import type { Catalogue } from '../catalogue/catalogue.ts';
import { factValue } from '../inspect/fact.ts';
import type { UnitFacts } from '../inspect/facts.ts';
import { rescueRemedies } from '../rescue/rescue-remedies.ts';
import { withBufferHint } from './buffer-hint.ts';
import { decide } from './decide.ts';
import { type TrialOptions, tryServer } from './trials.ts';
import type { ServerView, Verdict } from './verdict.ts';

export interface JudgeOptions extends TrialOptions {
  /** What is known of authorities and cross-signs, to say which chain would bring a stranded unit back. */
  readonly catalogue?: Catalogue | undefined;
}

/**
 * Whether the unit accepts what the server shows, and if not, why and what would help (TRUST §D.4). Nothing is guessed:
 * each thing that is not known and matters is tried both ways, and where the trials differ the verdict is `unknown`.
 * Throws `trust.chain-unreadable` for a server's chain that holds no certificates.
 */
export async function judge(facts: UnitFacts, server: ServerView | undefined, options: JudgeOptions): Promise<Verdict> {
  const trials = server === undefined ? [] : await tryServer(facts, server, options);
  const decided = decide(facts, trials, options.now);
  const isGuess = server !== undefined && options.inputBuffer === undefined;
  const verdict = isGuess ? withBufferHint(decided, facts, server) : decided;
  const mayHelp = verdict.status === 'stranded' && factValue(facts.layout.canUpdateOverTheAir) !== false;
  if (server === undefined || options.catalogue === undefined || !mayHelp) return verdict;
  const { catalogue, now, dateCheck } = options;
  const remedies = await rescueRemedies(facts, server, verdict.remedies, catalogue, {
    now,
    ...(dateCheck && { dateCheck }),
  });
  return { ...verdict, remedies };
}
