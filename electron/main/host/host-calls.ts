import type { ToHostProcess, ToMain } from '../../contract/supervision.ts';
import { RecoveryError } from '../../core/errors/recovery-error.ts';
import { errorOf } from '../envelope.ts';

type Reply = Extract<ToMain, { type: 'reply' }>;
interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** Questions of main to the host that wait for their reply. */
export interface HostCalls {
  /** Rejects with the host's coded error, or `app.host-lost` when it dies before it replies. */
  ask(question: (id: number) => ToHostProcess): Promise<unknown>;
  settle(reply: Reply): void;
  /** The host is gone: nobody will reply. */
  abandon(): void;
}

export function createHostCalls(post: (message: ToHostProcess) => void): HostCalls {
  const waiting = new Map<number, Waiting>();
  let last = 0;
  return {
    ask(question) {
      last += 1;
      const id = last;
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject });
        post(question(id));
      });
    },
    settle(reply) {
      const call = waiting.get(reply.id);
      waiting.delete(reply.id);
      if (reply.ok) call?.resolve(reply.value);
      else call?.reject(errorOf(reply.error));
    },
    abandon() {
      for (const call of waiting.values()) call.reject(new RecoveryError('app.host-lost'));
      waiting.clear();
    },
  };
}
