import type { ErrorEnvelope } from '../../../electron/contract/envelope.ts';
import type { GuideId } from '../../../electron/core/diagnosis/diagnosis.ts';

/** Why a unit does not answer although it is plugged in, as far as a person can do something about it. */
export type ButtonFault = 'hold' | 'loop' | 'weak-power' | 'noise' | 'not-heard';

/** Undefined where no button and no cable helps. The codes are those of `core/diagnosis/diagnose-silence.ts`. */
export function buttonFault({ code, params }: ErrorEnvelope): ButtonFault | undefined {
  switch (code) {
    case 'loader.no-sync':
      return params.bytes === undefined ? 'hold' : 'noise';
    case 'loader.other-text':
      return 'hold';
    case 'loader.wrong-boot-mode':
      if (params.count === undefined) return 'hold';
      return params.cause === 'brownout' ? 'weak-power' : 'loop';
    case 'loader.not-heard':
      return 'not-heard';
    default:
      return undefined;
  }
}

/** What is drawn beside the words: what to do, and only where that is not the button, what is wrong. */
export const faultPictures: Readonly<Record<ButtonFault, GuideId>> = {
  hold: 'hold-boot',
  loop: 'hold-boot',
  'weak-power': 'boot-loop',
  noise: 'noise',
  'not-heard': 'plug-in',
};

/** Whether a person has to hold the button; else the unit has to be plugged in again. */
export function asksForButton(fault: ButtonFault): boolean {
  return faultPictures[fault] === 'hold-boot';
}
