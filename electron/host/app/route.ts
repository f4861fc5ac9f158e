import type { z } from 'zod';
import type { Command } from '../../contract/commands/define.ts';
import type { CommandName } from '../../contract/commands.ts';
import { RecoveryError } from '../../core/errors/recovery-error.ts';

/** How one request is answered: parameters as they came, the value of the reply. Throws what the reply says instead. */
export type Route = (name: string, params: unknown, signal: AbortSignal) => Promise<unknown>;

/** Every command has its route: one that is missing does not compile. */
export type Routes<N extends CommandName = CommandName> = { readonly [Name in N]: Route };

/** Parses the parameters before anything is done. Throws `app.bad-params`, which names the place and never the value. */
export function route<P extends z.ZodType, R extends z.ZodType>(
  { params: schema }: Command<P, R>,
  handle: (params: z.output<P>, signal: AbortSignal) => z.output<R> | Promise<z.output<R>>,
): Route {
  return async (command, given, signal) => {
    const params = schema.safeParse(given);
    if (params.success) return handle(params.data, signal);
    const at = params.error.issues[0]?.path.join('.') ?? '';
    throw new RecoveryError('app.bad-params', { command, at: at.slice(0, 100) });
  };
}
