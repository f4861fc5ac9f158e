import {
  type PlanToConfirm,
  planDescription,
  type ToHostProcess,
  type ToMain,
  toMain,
} from '../../contract/supervision.ts';
import { RecoveryError } from '../../core/errors/recovery-error.ts';
import type { ForkedProcess } from './forked-process.ts';
import { createHostCalls } from './host-calls.ts';

const firstDelayMs = 250;
const longestDelayMs = 10_000;
/** A host that lived this long was well: the next delay is the first again. */
const healthyMs = 30_000;

/** What the supervisor needs, so that it is tested without Electron and without waiting. */
export interface SupervisorParts<Port> {
  fork(): ForkedProcess<Port>;
  monotonicMs(): number;
  sleep(ms: number): Promise<void>;
  /** The host takes lanes now: at the start, and after every restart. */
  onUp(): void;
  onDown(exitCode: number): void;
  onJobs(running: number): void;
  onHelper(message: Extract<ToMain, { type: 'fork-helper' | 'end-helper' }>): void;
  /** A message that is none of the contract's; it is dropped. */
  onBadMessage(): void;
}

/** Keeps the device host's process alive, and speaks with it. */
export interface HostSupervisor<Port> {
  start(): void;
  /** Hands a message and ports to the host; they are dropped while it is down. */
  post(message: ToHostProcess, ports?: readonly Port[]): void;
  isUp(): boolean;
  jobsRunning(): number;
  describePlan(planHash: string): Promise<PlanToConfirm>;
  grantTicket(planHash: string, token: string): Promise<void>;
  /** Lets it end what can be ended; resolves when it is gone. */
  stop(graceMs: number): Promise<void>;
}

export function superviseHost<Port>(parts: SupervisorParts<Port>): HostSupervisor<Port> {
  let host: ForkedProcess<Port> | undefined;
  let up = false;
  let stopping = false;
  let delayMs = firstDelayMs;
  let jobs = 0;
  let gone: () => void = () => {};

  const post = (message: ToHostProcess, ports?: readonly Port[]): void => host?.post(message, ports);
  const calls = createHostCalls(post);

  const setJobs = (running: number): void => {
    jobs = running;
    parts.onJobs(running);
  };

  const markUp = (): void => {
    up = true;
    parts.onUp();
  };

  const take = (message: ToMain): void => {
    if (message.type === 'ready') markUp();
    else if (message.type === 'jobs') setJobs(message.running);
    else if (message.type === 'reply') calls.settle(message);
    else parts.onHelper(message);
  };

  const receive = (raw: unknown): void => {
    const parsed = toMain.safeParse(raw);
    if (parsed.success) take(parsed.data);
    else parts.onBadMessage();
  };

  const ended = async (startedMs: number, exitCode: number): Promise<void> => {
    host = undefined;
    up = false;
    calls.abandon();
    setJobs(0);
    parts.onDown(exitCode);
    gone();
    if (stopping) return;
    if (parts.monotonicMs() - startedMs >= healthyMs) delayMs = firstDelayMs;
    const waitMs = delayMs;
    delayMs = Math.min(delayMs * 2, longestDelayMs);
    await parts.sleep(waitMs);
    if (!stopping) start();
  };

  const start = (): void => {
    const startedMs = parts.monotonicMs();
    host = parts.fork();
    host.onMessage(receive);
    host.onExit((exitCode) => void ended(startedMs, exitCode));
  };

  const ask = (question: (id: number) => ToHostProcess): Promise<unknown> =>
    up ? calls.ask(question) : Promise.reject(new RecoveryError('app.host-lost'));

  return {
    start,
    post,
    isUp: () => up,
    jobsRunning: () => jobs,
    async describePlan(planHash) {
      const described = planDescription.safeParse(await ask((id) => ({ type: 'describe-plan', id, planHash })));
      if (!described.success) throw new RecoveryError('app.unknown-plan', { hash: planHash });
      return described.data;
    },
    async grantTicket(planHash, token) {
      await ask((id) => ({ type: 'grant-ticket', id, planHash, token }));
    },
    async stop(graceMs) {
      stopping = true;
      if (host === undefined) return;
      const end = new Promise<void>((resolve) => {
        gone = resolve;
      });
      post({ type: 'stop' });
      void parts.sleep(graceMs).then(() => host?.kill());
      await end;
    },
  };
}
