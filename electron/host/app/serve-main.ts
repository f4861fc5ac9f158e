import type { Lane } from '../../contract/lane.ts';
import { type PlanToConfirm, type ToHostProcess, type ToMain, toHostProcess } from '../../contract/supervision.ts';
import { errorEnvelope } from './error-envelope.ts';
import type { HelperEvents } from './helper-broker.ts';
import { type ProcessPort, portLane } from './port-lane.ts';

/** The channel to main of a utility process (`process.parentPort`). */
export interface ParentPort {
  postMessage(message: unknown): void;
  on(
    event: 'message',
    listener: (event: { readonly data: unknown; readonly ports: readonly ProcessPort[] }) => void,
  ): unknown;
}

/** What of the device host main speaks with. */
export interface ServedHost {
  connect(lane: Lane): void;
  /** What the plan of this hash does; undefined for a plan that was not made here. */
  describePlan(planHash: string): PlanToConfirm | undefined;
  grant(planHash: string, token: string): void;
  onJobs(listener: (running: number) => void): unknown;
  close(): Promise<void>;
}

/**
 * Answers main on its own channel: lanes for screens, what a plan does, tickets, and an orderly end. A message that does
 * not parse is dropped: main and host are built together, so only a fault could send one.
 */
export function serveMain(parent: ParentPort, host: ServedHost, exit: () => void, helpers?: HelperEvents): void {
  const post = (message: ToMain): void => parent.postMessage(message);
  const reply = async (id: number, work: () => unknown): Promise<void> => {
    try {
      post({ type: 'reply', id, ok: true, value: (await work()) ?? null });
    } catch (error) {
      post({ type: 'reply', id, ok: false, error: errorEnvelope(error) });
    }
  };
  const take = (message: ToHostProcess, port: ProcessPort | undefined): unknown => {
    switch (message.type) {
      case 'connect':
        return port && host.connect(portLane(port));
      case 'describe-plan':
        return reply(message.id, () => host.describePlan(message.planHash));
      case 'grant-ticket':
        return reply(message.id, () => host.grant(message.planHash, message.token));
      case 'helper':
        return port && helpers?.arrived(message.id, portLane(port));
      case 'helper-ended':
        return helpers?.ended(message.id);
      case 'stop':
        return host.close().finally(exit);
    }
  };
  parent.on('message', ({ data, ports }) => {
    const { data: message } = toHostProcess.safeParse(data);
    if (message !== undefined) void take(message, ports[0]);
  });
  host.onJobs((running) => post({ type: 'jobs', running }));
  post({ type: 'ready' });
}
