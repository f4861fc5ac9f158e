import type { Cause, Observation } from './explanation.ts';
import { meanings } from './meanings/meanings.ts';
import { type CauseCode, type Stage, stages } from './vocabulary.ts';

interface Evidence {
  /** What speaks for the cause, by the code of the observation: the same said twice is said once. */
  readonly weights: Map<string, number>;
  readonly because: number[];
}

/** What is left of a failure's weight once a later line shows the unit beyond it: it may come and go, but it passed. */
const passedShare = 0.3;

/**
 * Causes, strongest first. Independent lines strengthen each other as independent evidence does; a general line gives way
 * to one that says the same more exactly; a failure that the unit later got past counts little.
 */
export function rankCauses(observations: readonly Observation[]): Cause[] {
  const evidence = new Map<CauseCode, Evidence>();
  for (const [index, observation] of observations.entries()) {
    for (const [cause, weight] of weightsOf(observation, observations)) {
      const { weights, because } = evidence.get(cause) ?? { weights: new Map<string, number>(), because: [] };
      weights.set(observation.code, Math.max(weight, weights.get(observation.code) ?? 0));
      evidence.set(cause, { weights, because: [...because, index] });
    }
  }
  return [...evidence]
    .map(([code, { weights, because }]) => ({ code, weight: combined([...weights.values()]), because }))
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight || (a.because[0] ?? 0) - (b.because[0] ?? 0));
}

/** Of independent pieces of evidence, each leaves its share of the doubt that the others left. */
function combined(weights: readonly number[]): number {
  return Math.round(100 * (1 - weights.reduce((doubt, weight) => doubt * (1 - weight / 100), 1)));
}

function weightsOf(observation: Observation, all: readonly Observation[]): [CauseCode, number][] {
  const meaning = meanings.get(observation.code);
  if (!meaning?.causes || isDetailed(observation, meaning.detailedBy ?? [], all)) return [];
  const share = wasPassed(observation, meaning.stage, all) ? passedShare : 1;
  return Object.entries(meaning.causes).map(([cause, weight]) => [cause as CauseCode, weight * share]);
}

function isDetailed({ code }: Observation, prefixes: readonly string[], all: readonly Observation[]): boolean {
  return all.some((other) => other.code !== code && prefixes.some((prefix) => other.code.startsWith(prefix)));
}

function wasPassed({ lastLine }: Observation, stage: Stage | undefined, all: readonly Observation[]): boolean {
  if (stage === undefined) return false;
  return all.some((other) => {
    const reached = meanings.get(other.code)?.stage;
    return reached !== undefined && stages.indexOf(reached) > stages.indexOf(stage) && other.lastLine > lastLine;
  });
}
