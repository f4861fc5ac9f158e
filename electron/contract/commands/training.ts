import { z } from 'zod';
import { command } from './define.ts';

const nothing = z.strictObject({});
const id = z.strictObject({ id: z.string().max(60) });

/** Training mode: virtual units in the place of real ones. */
export const trainingCommands = {
  'training.start': command(nothing, nothing),
  'training.stop': command(nothing, nothing),
  'training.plug': command(id, nothing),
  'training.unplug': command(id, nothing),
  'training.hold-button': command(id.extend({ held: z.boolean() }), nothing),
} as const;
