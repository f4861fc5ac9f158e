import { z } from 'zod';
import { command } from './define.ts';

const nothing = z.strictObject({});
const id = z.strictObject({ id: z.string().max(60) });

const label = z.strictObject({ name: z.string().max(60), pop: z.string().max(60), username: z.string().max(60) });

/** Training mode: virtual units in the place of real ones. */
export const trainingCommands = {
  'training.start': command(nothing, nothing),
  'training.stop': command(nothing, nothing),
  /** Without a cable: brings it into reach, or takes it out of reach. */
  'training.plug': command(id, nothing),
  'training.unplug': command(id, nothing),
  /** What stands on the label of a virtual unit without a cable; real ones are read by a person. */
  'training.label': command(id, label),
  'training.hold-button': command(id.extend({ held: z.boolean() }), nothing),
} as const;
