import { randomBytes } from 'node:crypto';
import type { PlanToConfirm } from '../contract/supervision.ts';

/** What the desk needs: the host, which alone knows what a plan does, and a dialog that no screen can draw. */
export interface TicketParts {
  describePlan(planHash: string): Promise<PlanToConfirm>;
  confirm(plan: PlanToConfirm, planHash: string): Promise<boolean>;
  grantTicket(planHash: string, token: string): Promise<void>;
}

/**
 * Gives one-time tickets. The person reads what the host says of the plan; on yes the host learns the token on main's own
 * channel, and only then the screen does. One question at a time: a screen cannot wear a person out with dialogs.
 */
export function createTicketDesk(parts: TicketParts): { ask(planHash: string): Promise<string | undefined> } {
  let asking = false;
  const ask = async (planHash: string): Promise<string | undefined> => {
    if (!(await parts.confirm(await parts.describePlan(planHash), planHash))) return undefined;
    const token = randomBytes(32).toString('base64url');
    await parts.grantTicket(planHash, token);
    return token;
  };
  return {
    async ask(planHash) {
      if (asking) return undefined;
      asking = true;
      try {
        return await ask(planHash);
      } finally {
        asking = false;
      }
    },
  };
}
