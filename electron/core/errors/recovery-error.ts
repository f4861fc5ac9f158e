import type { ErrorCode } from './catalogue.ts';

/** What a unit is like after a failure (DESIGN §2): every error that can follow a write names it. */
export const unitStates = [
  'untouched', // nothing was written
  'old-boots', // something was written, the old firmware still boots
  'staged', // the new image stands verified in the inactive slot, the old one is still selected
  'partial', // the only bootable image is being replaced: until the job is finished the unit may not boot
  'new-unconfirmed', // the new image is selected, its boot has not been seen
  'new-boots', // the boot log showed the new firmware
  'unknown',
] as const;

export type UnitState = (typeof unitStates)[number];

/** What a step may cost: nothing, data that is gone afterwards, or a way back that is gone afterwards. */
export type Hazard = 'none' | 'data-loss' | 'irreversible';

/** Facts that a message is made of: plain values, never prose, never secrets. */
export type ErrorParams = Readonly<Record<string, string | number | boolean>>;

/** The one error of the product. Text for people lives in the locales under `errors.<code>`; core never writes prose. */
export class RecoveryError extends Error {
  override readonly name = 'RecoveryError';
  readonly code: ErrorCode;
  readonly params: ErrorParams;
  readonly unitState: UnitState | undefined;
  readonly hazard: Hazard;

  constructor(
    code: ErrorCode,
    params: ErrorParams = {},
    options: { unitState?: UnitState | undefined; hazard?: Hazard; cause?: unknown } = {},
  ) {
    super(code, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.params = params;
    this.unitState = options.unitState;
    this.hazard = options.hazard ?? 'none';
  }
}
