import type { HelperName, ToHostProcess, ToMain } from '../../contract/supervision.ts';
import type { ForkedProcess } from './forked-process.ts';
import type { Channel } from './lanes.ts';

/** What is needed to start helpers for the host. */
export interface HelperParts<Port> {
  fork(helper: HelperName): ForkedProcess<Port>;
  createChannel(): Channel<Port>;
  post(message: ToHostProcess, ports?: readonly Port[]): void;
}

/** Programs that run for the host beside it (a driver that may crash): main forks them, since nothing else can. */
export interface Helpers {
  handle(message: Extract<ToMain, { type: 'fork-helper' | 'end-helper' }>): void;
  /** The host that asked for them is gone. */
  endAll(): void;
}

export function createHelpers<Port>(parts: HelperParts<Port>): Helpers {
  const running = new Map<number, ForkedProcess<Port>>();
  const start = (id: number, name: HelperName): void => {
    if (running.has(id)) return;
    const helper = parts.fork(name);
    running.set(id, helper);
    helper.onExit(() => {
      // After `endAll` the id may be another host's already.
      if (running.get(id) !== helper) return;
      running.delete(id);
      parts.post({ type: 'helper-ended', id });
    });
    const { port1, port2 } = parts.createChannel();
    helper.post({ type: 'connect' }, [port1]);
    parts.post({ type: 'helper', id }, [port2]);
  };
  return {
    handle(message) {
      if (message.type === 'fork-helper') start(message.id, message.helper);
      else running.get(message.id)?.kill();
    },
    endAll() {
      const helpers = [...running.values()];
      running.clear();
      for (const helper of helpers) helper.kill();
    },
  };
}
