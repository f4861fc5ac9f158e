import type { z } from 'zod';
import { batchCommands } from './commands/batch.ts';
import { libraryCommands } from './commands/library.ts';
import { profileCommands } from './commands/profile.ts';
import { radioCommands } from './commands/radio.ts';
import { recordCommands } from './commands/records.ts';
import { supportCommands } from './commands/support.ts';
import { trainingCommands } from './commands/training.ts';
import { unitCommands } from './commands/units.ts';

/** Everything that a screen can ask of the device host. */
export const commands = {
  ...unitCommands,
  ...libraryCommands,
  ...profileCommands,
  ...recordCommands,
  ...supportCommands,
  ...trainingCommands,
  ...batchCommands,
  ...radioCommands,
} as const;

export type CommandName = keyof typeof commands;
export type Params<N extends CommandName> = z.input<(typeof commands)[N]['params']>;
export type Result<N extends CommandName> = z.output<(typeof commands)[N]['result']>;

/** A command of this version; anything else is refused with `app.unknown-command`. */
export function isCommand(name: string): name is CommandName {
  return Object.hasOwn(commands, name);
}
