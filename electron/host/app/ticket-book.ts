import { RecoveryError } from '../../core/errors/recovery-error.ts';
import type { Clock } from '../../core/interfaces/machine.ts';

/** Tickets of the window's owner: each is one person's word for one plan, once. */
export interface TicketBook {
  grant(planHash: string, token: string): void;
  /** Takes the ticket out of the book. Throws `app.ticket-needed` without one, else `app.ticket-refused`. */
  spend(planHash: string, token: string | undefined): void;
}

const lifeMs = 5 * 60_000;
const maxTickets = 256;

export function createTicketBook({ monotonicMs }: Pick<Clock, 'monotonicMs'>): TicketBook {
  const tickets = new Map<string, { readonly planHash: string; readonly untilMs: number }>();
  return {
    grant(planHash, token) {
      for (const [old, { untilMs }] of tickets) if (untilMs < monotonicMs()) tickets.delete(old);
      const [oldest] = tickets.keys();
      if (tickets.size >= maxTickets && oldest !== undefined) tickets.delete(oldest);
      tickets.set(token, { planHash, untilMs: monotonicMs() + lifeMs });
    },
    spend(planHash, token) {
      if (token === undefined) throw new RecoveryError('app.ticket-needed', { hash: planHash });
      const ticket = tickets.get(token);
      tickets.delete(token);
      if (ticket === undefined) throw refused('unknown');
      if (ticket.untilMs < monotonicMs()) throw refused('expired');
      if (ticket.planHash !== planHash) throw refused('other-plan');
    },
  };
}

function refused(reason: string): RecoveryError {
  return new RecoveryError('app.ticket-refused', { reason });
}
