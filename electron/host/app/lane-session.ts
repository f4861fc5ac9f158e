import { isCommand } from '../../contract/commands.ts';
import type { Lane } from '../../contract/lane.ts';
import { maxMessageLength, maxOpenRequests, type ToHost, type ToScreen, toHost } from '../../contract/messages.ts';
import { RecoveryError } from '../../core/errors/recovery-error.ts';
import { errorEnvelope } from './error-envelope.ts';
import { isLongerThan } from './message-size.ts';
import type { Routes } from './route.ts';
import type { StateStore } from './state-store.ts';

/** What a lane leads to. */
export interface LaneEnd {
  readonly state: StateStore;
  readonly routes: Routes;
}

/**
 * Serves one screen until its lane closes: a snapshot, then deltas, and a reply to every request. Whatever a screen sends,
 * it gets a coded error or no answer, and nothing else changes. Gives back what ends it from this side.
 */
export function serveLane(lane: Lane, { state, routes }: LaneEnd): () => void {
  const open = new Map<number, AbortController>();
  let lastId = 0;
  let isOpen = true;

  const post = (message: ToScreen) => {
    if (isOpen) lane.post(message);
  };
  const refuse = (id: number, error: unknown) => post({ type: 'reply', id, ok: false, error: errorEnvelope(error) });
  const postSnapshot = () => post({ type: 'snapshot', ...state.snapshot() });

  const request = async ({ id, command, params }: Extract<ToHost, { type: 'request' }>) => {
    if (id <= lastId) return refuse(id, new RecoveryError('app.bad-message', { reason: 'id-used' }));
    lastId = id;
    if (open.size >= maxOpenRequests) {
      return refuse(id, new RecoveryError('app.too-many-requests', { limit: maxOpenRequests }));
    }
    if (!isCommand(command)) return refuse(id, new RecoveryError('app.unknown-command', { command }));
    const controller = new AbortController();
    const { signal } = controller;
    open.set(id, controller);
    try {
      const { answer, changesState } = routes[command];
      const value = await answer(command, params, signal);
      if (changesState) await state.settled();
      post({ type: 'reply', id, ok: true, value });
    } catch (error) {
      refuse(id, signal.aborted ? new RecoveryError('app.cancelled') : error);
    } finally {
      open.delete(id);
    }
  };

  const receive = (message: unknown) => {
    if (isLongerThan(message, maxMessageLength)) return refuseUnread(message, 'too-long', refuse);
    const parsed = toHost.safeParse(message);
    if (!parsed.success) return refuseUnread(message, 'malformed', refuse);
    const { data } = parsed;
    if (data.type === 'request') void request(data);
    else if (data.type === 'cancel') open.get(data.id)?.abort();
    else postSnapshot();
  };

  const stops = [state.onDelta(({ sequence, changes }) => post({ type: 'delta', sequence, changes: [...changes] }))];
  const end = () => {
    isOpen = false;
    for (const stop of stops) stop();
    for (const controller of open.values()) controller.abort();
  };
  stops.push(lane.onMessage(receive), lane.onClose(end));
  postSnapshot();
  return () => {
    if (!isOpen) return;
    end();
    lane.close();
  };
}

/** What cannot be read is answered where it at least says what it asks an answer for. */
function refuseUnread(message: unknown, reason: string, refuse: (id: number, error: unknown) => void): void {
  const named = idOf(message);
  if (named !== undefined) refuse(named, new RecoveryError('app.bad-message', { reason }));
}

function idOf(message: unknown): number | undefined {
  if (typeof message !== 'object' || message === null || !('id' in message) || !('type' in message)) return undefined;
  const { id, type } = message;
  return type === 'request' && typeof id === 'number' && Number.isSafeInteger(id) && id > 0 ? id : undefined;
}
