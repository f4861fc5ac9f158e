import { type CommandName, commands, type Params, type Result } from '../../electron/contract/commands.ts';
import type { Lane } from '../../electron/contract/lane.ts';
import { type ToHost, type ToScreen, toScreen } from '../../electron/contract/messages.ts';
import type { HostState } from '../../electron/contract/state.ts';
import type { Unsubscribe } from '../../electron/core/interfaces/serial-link.ts';
import type { Bridge } from './bridge.ts';
import { HostError } from './host-error.ts';
import { applyChanges, emptyState } from './host-state.ts';

export type Connection = 'connecting' | 'connected' | 'lost';

/** What the screens see of the device host. The same object as long as nothing changed. */
export interface HostView {
  readonly connection: Connection;
  readonly state: HostState;
}

/** The device host as a page sees it: its state, kept by snapshot and deltas, and its commands. */
export interface HostClient {
  view(): HostView;
  subscribe(listener: () => void): Unsubscribe;
  /** Rejects with a `HostError`; an aborted signal cancels the command on the host. */
  ask<N extends CommandName>(command: N, params: Params<N>, signal?: AbortSignal): Promise<Result<N>>;
  close(): void;
}

interface OpenRequest {
  readonly command: CommandName;
  readonly resolve: (value: never) => void;
  readonly reject: (error: Error) => void;
}

const reconnectMs = 500;

/** Connects, and connects again whenever the lane ends: a device host that died is started anew by its owner. */
export function createHostClient(bridge: Pick<Bridge, 'openLane'>): HostClient {
  const listeners = new Set<() => void>();
  const open = new Map<number, OpenRequest>();
  let view: HostView = { connection: 'connecting', state: emptyState };
  let lane: Lane | undefined;
  let waiting: ((lane: Lane) => void)[] = [];
  let sequence: number | undefined;
  let lastId = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let ended = false;

  const show = (next: Partial<HostView>) => {
    view = { ...view, ...next };
    for (const listener of [...listeners]) listener();
  };

  const receive = (raw: unknown) => {
    const parsed = toScreen.safeParse(raw);
    if (!parsed.success) return resync();
    const message = parsed.data;
    if (message.type === 'reply') return settle(message);
    if (message.type === 'snapshot') {
      sequence = message.sequence;
      return show({ connection: 'connected', state: message.state });
    }
    // A delta out of order would leave the screen telling something else than the host knows.
    if (sequence === undefined || message.sequence !== sequence + 1) return resync();
    sequence = message.sequence;
    show({ state: applyChanges(view.state, message.changes) });
  };

  const resync = () => {
    if (sequence === undefined) return;
    sequence = undefined;
    post({ type: 'resync' });
  };

  const settle = (reply: Extract<ToScreen, { type: 'reply' }>) => {
    const request = open.get(reply.id);
    if (request === undefined) return;
    open.delete(reply.id);
    if (!reply.ok) return request.reject(new HostError(reply.error));
    const result = commands[request.command].result.safeParse(reply.value);
    if (result.success) request.resolve(result.data as never);
    else request.reject(new HostError({ code: 'app.bad-message', params: { command: request.command } }));
  };

  const post = (message: ToHost) => lane?.post(message);

  const connect = async () => {
    const opened = await bridge.openLane().catch(() => undefined);
    if (opened === undefined) return lose();
    if (ended) return opened.close();
    lane = opened;
    lane.onMessage(receive);
    lane.onClose(lose);
    for (const resolve of waiting) resolve(opened);
    waiting = [];
  };

  const lose = () => {
    lane = undefined;
    sequence = undefined;
    for (const { reject } of open.values()) reject(new HostError({ code: 'app.host-lost', params: {} }));
    open.clear();
    if (ended) return;
    show({ connection: 'lost' });
    timer = setTimeout(connect, reconnectMs);
  };

  void connect();
  return {
    view: () => view,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async ask(command, params, signal) {
      if (lane === undefined) await new Promise<Lane>((resolve) => waiting.push(resolve));
      signal?.throwIfAborted();
      const id = ++lastId;
      return new Promise((resolve, reject) => {
        open.set(id, { command, resolve, reject });
        signal?.addEventListener('abort', () => open.has(id) && post({ type: 'cancel', id }), { once: true });
        post({ type: 'request', id, command, params });
      });
    },
    close() {
      ended = true;
      clearTimeout(timer);
      lane?.close();
    },
  };
}
