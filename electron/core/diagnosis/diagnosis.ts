import type { ErrorCode } from '../errors/catalogue.ts';
import type { ErrorParams } from '../errors/recovery-error.ts';

/** Pictures that show what to do, drawn by `pictures/guide/draw-guide.ts`. */
export const guideIds = [
  'open-file',
  'plug-in',
  'connected',
  'data-cable',
  'driver-missing',
  'no-permission',
  'port-busy',
  'hold-boot',
  'release-boot',
  'boot-loop',
  'noise',
  'fuse-disabled',
  'secure-download',
  'nearby',
  'label-code',
  'join-wifi',
  'radio-off',
  'done',
] as const;

export type GuideId = (typeof guideIds)[number];

/** What a person does next; words in `ports.json` under `next`. */
export type NextStep =
  | 'connect' // go on: the unit can be read
  | 'find-cable' // the guided elimination
  | 'install-driver'
  | 'change-driver' // another version of it
  | 'load-module' // Linux: the kernel's own driver
  | 'enable-device'
  | 'reinstall-driver'
  | 'free-bridge' // something else has taken the device
  | 'other-cable'
  | 'other-socket'
  | 'allow-access'
  | 'ask-administrator' // no group that one could join
  | 'close-holder'
  | 'wait'
  | 'hold-boot'
  | 'check-transmit-line'
  | 'check-rate'
  | 'check-power'
  | 'write-only'
  | 'own-update'
  | 'ask-support';

/**
 * Why there is no unit, or that there is one: a stable code with plain facts, the picture that goes with it and the next
 * step. Words are in `ports.json` under the code. `error` is the code with which an operation ends for this reason,
 * which is what a support code carries.
 */
export interface Diagnosis<Code extends string> {
  readonly code: Code;
  /** May hold text from a device: hostile. */
  readonly params: ErrorParams;
  readonly picture: GuideId;
  readonly next: NextStep;
  readonly error: ErrorCode | undefined;
}
