import type { CauseCode, Stage, Statement } from '../vocabulary.ts';

/** What follows from an observation, and what does not. */
export interface Meaning {
  /** Where on the way to an update the unit stood; undefined for what is no step of it: memory, power, crashes. */
  readonly stage?: Stage;
  readonly proves: readonly Statement[];
  readonly doesNotProve: readonly Statement[];
  /** How strongly this alone speaks for each cause, 1 to 100. */
  readonly causes?: Readonly<Partial<Record<CauseCode, number>>>;
  /** Beginnings of codes that say the same more exactly: beside one of them this speaks for no cause. */
  readonly detailedBy?: readonly string[];
}

export type Meanings = Readonly<Record<string, Meaning>>;
