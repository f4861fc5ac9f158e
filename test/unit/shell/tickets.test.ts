import { describe, expect, it } from 'vitest';
import type { PlanToConfirm } from '../../../electron/contract/supervision.ts';
import { createTicketDesk } from '../../../electron/main/tickets.ts';

const plan: PlanToConfirm = { summary: { code: 'summary.only-slot', params: {} }, confirmations: [] };
const planHash = 'a'.repeat(64);

describe('ticket desk', () => {
  it('grants before it answers: the host knows every token that a page ever sees', async () => {
    const steps: string[] = [];
    const desk = createTicketDesk({
      describePlan: async (hash) => {
        steps.push(`describe ${hash === planHash}`);
        return plan;
      },
      confirm: async (described) => {
        steps.push(`confirm ${described === plan}`);
        return true;
      },
      grantTicket: async (_hash, token) => {
        steps.push(`grant ${token}`);
      },
    });
    const [first, second] = [await desk.ask(planHash), await desk.ask(planHash)];
    expect(first).toMatch(/^[\w-]{43}$/);
    expect(first).not.toBe(second);
    expect(steps.slice(0, 3)).toEqual(['describe true', 'confirm true', `grant ${first}`]);
  });

  it('asks no person where the host does not know the plan, and is free again afterwards', async () => {
    let asked = 0;
    let known = false;
    const desk = createTicketDesk({
      describePlan: async () => (known ? plan : Promise.reject(new Error('unknown'))),
      confirm: async () => {
        asked += 1;
        return true;
      },
      grantTicket: async () => {},
    });
    await expect(desk.ask(planHash)).rejects.toThrow('unknown');
    expect(asked).toBe(0);
    known = true;
    expect(await desk.ask(planHash)).toBeDefined();
  });

  it('gives no ticket that the host did not take', async () => {
    const grantTicket = (): Promise<void> => Promise.reject(new Error('gone'));
    const desk = createTicketDesk({ describePlan: async () => plan, confirm: async () => true, grantTicket });
    await expect(desk.ask(planHash)).rejects.toThrow('gone');
  });
});
