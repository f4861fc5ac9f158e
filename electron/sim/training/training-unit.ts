import type { ChipFamily } from '../../core/chips/chip.ts';
import type { JobOutcome } from '../../core/engine/events.ts';
import type { ErrorCode } from '../../core/errors/catalogue.ts';
import type { AppSize } from '../firmware/app.ts';
import type { Wiring } from '../reset-circuit.ts';
import type { SimUnit } from '../units/sim-unit.ts';
import type { VirtualUnit } from '../virtual-unit.ts';

/**
 * What the operating system makes of a unit that is plugged in: nothing enumerates, a bridge without a driver, a port
 * that may not be opened, one that another program holds, or a port like any other.
 */
export type ListingCondition = 'no-usb' | 'no-driver' | 'no-permission' | `busy:${string}` | 'port';

/** What a person has to do for a unit, besides starting the job. */
export type TrainingHelp = 'confirm' | 'hold-button' | 'plug-again';

/** How a recovery of a training unit ends. */
export type TrainingEnding =
  /** The plan is refused: every code, in the order in which they are told. */
  | { readonly kind: 'refused'; readonly codes: readonly ErrorCode[] }
  /** Something is thrown before the first write. */
  | { readonly kind: 'stopped'; readonly code: ErrorCode }
  /** The plan has to be confirmed first. */
  | { readonly kind: 'unconfirmed' }
  /** The job ran; `code` is the error in its report. */
  | { readonly kind: 'ran'; readonly outcome: JobOutcome; readonly code?: ErrorCode };

/** Which of the two demo releases a lesson is about: the one that helps, or one older than what the unit holds. */
export const demoEditions = ['current', 'older'] as const;
export type DemoEdition = (typeof demoEditions)[number];

/** One lesson: a virtual unit, what stands in the way of its recovery, and how that must end. */
export interface TrainingUnit {
  /** Stable; the unit is reached as `sim:ID`. */
  readonly id: string;
  readonly chip: ChipFamily;
  /** Locale keys: what is wrong in a few words, and what the learner takes away. */
  readonly title: string;
  readonly lesson: string;
  readonly wiring: Wiring;
  readonly listing: ListingCondition;
  /** Rate at which the chip talks after a reset. Default 115200. */
  readonly consoleBaudRate?: number;
  readonly release: DemoEdition;
  /** Makes flash and eFuses. The size must be that of the release's images. */
  readonly make: (options: { readonly size: AppSize }) => Promise<SimUnit>;
  /** Sets the unit's faults; called once, before it is first plugged in. */
  readonly arm?: (unit: VirtualUnit, size: AppSize) => void;
  /** How it ends when nobody helps. */
  readonly ending: TrainingEnding;
  /** What a person can do about it, and how it ends then. */
  readonly help?: { readonly by: TrainingHelp; readonly ending: TrainingEnding };
}

/** A lesson before it has the parts that most lessons share. */
export type Lesson = Pick<TrainingUnit, 'id' | 'make' | 'ending'> & Partial<Omit<TrainingUnit, 'title' | 'lesson'>>;

/** A lesson on an ESP32 behind a good adapter, with the release that helps, where it does not say otherwise. */
export function trainingUnit(lesson: Lesson): TrainingUnit {
  const { id } = lesson;
  const usual = { chip: 'ESP32', wiring: 'uart', listing: 'port', release: 'current' } as const;
  return { ...usual, ...lesson, title: `training:units.${id}.title`, lesson: `training:units.${id}.lesson` };
}

export const recovered = { kind: 'ran', outcome: 'recovered' } as const satisfies TrainingEnding;
