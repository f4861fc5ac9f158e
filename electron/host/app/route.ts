import type { z } from 'zod';
import type { Command } from '../../contract/commands/define.ts';
import type { CommandName } from '../../contract/commands.ts';
import { RecoveryError } from '../../core/errors/recovery-error.ts';

/** How one request is answered. */
export interface Route {
  /** Parameters as they came, the value of the reply. Throws what the reply says instead. */
  answer(name: string, params: unknown, signal: AbortSignal): Promise<unknown>;
  /** Screens are told of the change before the reply comes, so that nobody looks at what was. */
  readonly changesState: boolean;
}

/** Every command has its route: one that is missing does not compile. */
export type Routes<N extends CommandName = CommandName> = { readonly [Name in N]: Route };

type Handle<P extends z.ZodType, R extends z.ZodType> = (
  params: z.output<P>,
  signal: AbortSignal,
) => z.output<R> | Promise<z.output<R>>;

/** A command that asks for something. */
export function query<P extends z.ZodType, R extends z.ZodType>(command: Command<P, R>, handle: Handle<P, R>): Route {
  return { answer: parsing(command, handle), changesState: false };
}

/** A command that changes what screens see. */
export function action<P extends z.ZodType, R extends z.ZodType>(command: Command<P, R>, handle: Handle<P, R>): Route {
  return { answer: parsing(command, handle), changesState: true };
}

/** Parses the parameters before anything is done. Throws `app.bad-params`, which names the place and never the value. */
function parsing<P extends z.ZodType, R extends z.ZodType>(
  { params: schema }: Command<P, R>,
  handle: Handle<P, R>,
): Route['answer'] {
  return async (command, given, signal) => {
    const params = schema.safeParse(given);
    if (params.success) return handle(params.data, signal);
    const at = params.error.issues[0]?.path.join('.') ?? '';
    throw new RecoveryError('app.bad-params', { command, at: at.slice(0, 100) });
  };
}
