import { randomBytes } from 'node:crypto';
import { isSame } from './access.ts';

/** What a plan would do to which unit, in words of the device host: a page's own words could lie. */
export interface PlanWords {
  readonly summary: string;
  /** What is lost or cannot be undone, one sentence each. */
  readonly warnings: readonly string[];
}

/** A person is asked whether the plan may run; the page that asks is not the app's. */
export interface Confirmation {
  readonly id: string;
  readonly planHash: string;
  readonly words: PlanWords;
}

export type Answer = 'wrong' | 'given' | 'refused';

/** Tickets under `serve`: asked for by the app's page, given by whoever can type what only the token's holder knows. */
export interface Confirmations {
  ask(planHash: string, words: PlanWords): Confirmation;
  find(id: string): Confirmation | undefined;
  /** `typed` undefined = the person declined. */
  answer(id: string, typed: string | undefined): Answer;
  /** Resolves with the ticket, or undefined where it was declined, tried too often or left alone for too long. */
  outcome(id: string): Promise<string | undefined>;
}

const maxTries = 5;
const maxWaiting = 16;
const waitMs = 5 * 60_000;

interface Waiting extends Confirmation {
  readonly outcome: Promise<string | undefined>;
  readonly settle: (ticket: string | undefined) => void;
  tries: number;
}

export function createConfirmations(secret: string, grant: (planHash: string, ticket: string) => void): Confirmations {
  const waiting = new Map<string, Waiting>();

  const end = (each: Waiting, ticket: string | undefined) => {
    waiting.delete(each.id);
    each.settle(ticket);
  };
  return {
    ask(planHash, words) {
      const [oldest] = waiting.values();
      if (waiting.size >= maxWaiting && oldest !== undefined) end(oldest, undefined);
      const { promise, resolve } = Promise.withResolvers<string | undefined>();
      const id = randomBytes(16).toString('hex');
      const each: Waiting = { id, planHash, words, outcome: promise, settle: resolve, tries: 0 };
      waiting.set(id, each);
      setTimeout(() => waiting.has(id) && end(each, undefined), waitMs).unref();
      return each;
    },
    find: (id) => waiting.get(id),
    answer(id, typed) {
      const each = waiting.get(id);
      if (each === undefined) return 'refused';
      if (typed !== undefined && isSame(typed.trim().toLowerCase(), secret)) {
        const ticket = randomBytes(24).toString('hex');
        grant(each.planHash, ticket);
        end(each, ticket);
        return 'given';
      }
      each.tries += 1;
      if (typed !== undefined && each.tries < maxTries) return 'wrong';
      end(each, undefined);
      return 'refused';
    },
    outcome: (id) => waiting.get(id)?.outcome ?? Promise.resolve(undefined),
  };
}
