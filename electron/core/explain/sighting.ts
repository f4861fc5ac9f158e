import type { ExplainParams } from './explanation.ts';

/** Something recognised in one line. */
export interface Sighting {
  /** A key of the meanings. */
  readonly code: string;
  /** The field's own name, or the code's last part where there is none. */
  readonly name: string;
  /** The name is the field's own. */
  readonly named: boolean;
  readonly params?: ExplainParams;
}
