import { type CommandName, commands, type Params, type Result } from '../../electron/contract/commands.ts';
import type { ErrorEnvelope } from '../../electron/contract/envelope.ts';
import type { Lane } from '../../electron/contract/lane.ts';
import { type ToScreen, toScreen } from '../../electron/contract/messages.ts';
import type { HostState, UnitEntity } from '../../electron/contract/state.ts';

/** What a request was refused with. */
export class Refused extends Error {
  readonly envelope: ErrorEnvelope;
  constructor(envelope: ErrorEnvelope) {
    super(envelope.code);
    this.envelope = envelope;
  }
}

/** A screen as the renderer is one: it parses whatever arrives and keeps the state by snapshot and deltas. */
export class Screen {
  readonly lane: Lane;
  readonly received: ToScreen[] = [];
  state: HostState | undefined;
  sequence = -1;
  readonly #waiting = new Map<number, (reply: Extract<ToScreen, { type: 'reply' }>) => void>();
  readonly #watchers = new Set<() => void>();
  #lastId = 0;

  constructor(lane: Lane) {
    this.lane = lane;
    lane.onMessage((message) => this.#receive(toScreen.parse(message)));
  }

  request<N extends CommandName>(command: N, params: Params<N>): Promise<Result<N>> {
    return this.send(command, params).promise;
  }

  /** The id as well, for those who want to cancel. */
  send<N extends CommandName>(command: N, params: Params<N>): { id: number; promise: Promise<Result<N>> } {
    this.#lastId += 1;
    const id = this.#lastId;
    const { promise, resolve, reject } = Promise.withResolvers<Result<N>>();
    this.#waiting.set(id, (reply) => {
      if (!reply.ok) return reject(new Refused(reply.error));
      const value: unknown = commands[command].result.parse(reply.value);
      resolve(value as Result<N>);
    });
    this.lane.post({ type: 'request', id, command, params });
    return { id, promise };
  }

  cancel(id: number): void {
    this.lane.post({ type: 'cancel', id });
  }

  /** The code that a request is refused with; `answered` where it was not. */
  async refusal<N extends CommandName>(command: N, params: Params<N>): Promise<string> {
    return this.request(command, params).then(
      () => 'answered',
      (error: unknown) => (error instanceof Refused ? error.envelope.code : String(error)),
    );
  }

  unit(id: string): UnitEntity {
    const unit = this.state?.units[id];
    if (unit === undefined) throw new Error(`no unit ${id}`);
    return unit;
  }

  /** Resolves as soon as the state is as wanted. */
  until(isWanted: (state: HostState) => boolean): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const look = () => {
      if (this.state === undefined || !isWanted(this.state)) return;
      this.#watchers.delete(look);
      resolve();
    };
    this.#watchers.add(look);
    look();
    return promise;
  }

  async untilPhase(id: string, ...phases: UnitEntity['phase'][]): Promise<UnitEntity> {
    await this.until(({ units }) => phases.some((phase) => units[id]?.phase === phase));
    return this.unit(id);
  }

  #receive(message: ToScreen): void {
    this.received.push(message);
    if (message.type === 'reply') {
      this.#waiting.get(message.id)?.(message);
      this.#waiting.delete(message.id);
      return;
    }
    if (message.type === 'snapshot') this.state = message.state;
    else {
      if (message.sequence !== this.sequence + 1) throw new Error(`delta ${message.sequence} after ${this.sequence}`);
      for (const { kind, id, value } of message.changes) {
        const entities: Record<string, unknown> | undefined = this.state?.[kind];
        if (entities === undefined) continue;
        if (value === undefined) delete entities[id];
        else entities[id] = value;
      }
    }
    this.sequence = message.sequence;
    for (const watcher of this.#watchers) watcher();
  }
}
