import type { ExplainParams } from './explanation.ts';

/** Something recognised in one line. */
export interface Sighting {
  /** A key of the meanings. */
  readonly code: string;
  readonly name: string;
  readonly params?: ExplainParams;
}
