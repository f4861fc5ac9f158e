import { type Entity, type EntityKind, type HostChange, type HostState, hostChange } from '../../contract/state.ts';
import type { Clock } from '../../core/interfaces/machine.ts';
import type { Unsubscribe } from '../../core/interfaces/serial-link.ts';

/** Changes of entities in the order in which they were made, numbered. */
export interface Delta {
  readonly sequence: number;
  readonly changes: readonly HostChange[];
}

/** All entities that every screen has, and what it is told when they change. */
export interface StateStore {
  get<K extends EntityKind>(kind: K, id: string): Entity<K> | undefined;
  /** Adds or replaces; an entity that stays the same is not told. */
  put<K extends EntityKind>(kind: K, id: string, value: Entity<K>): void;
  remove(kind: EntityKind, id: string): void;
  /** Makes these all that there is of a kind. */
  replaceAll<K extends EntityKind>(kind: K, values: ReadonlyMap<string, Entity<K>>): void;
  /** Everything as it is now, and the number of the last delta; later deltas may tell some of it again. */
  snapshot(): { readonly sequence: number; readonly state: HostState };
  onDelta(listener: (delta: Delta) => void): Unsubscribe;
  /** Resolves when everything that has changed until now was told. */
  settled(): Promise<void>;
  /** Ends telling. */
  close(): void;
}

export interface StateStoreOptions {
  readonly clock: Pick<Clock, 'monotonicMs'>;
  /** Throws for an entity that its schema refuses, as tests want it; else the entity stays as it was. */
  readonly strict: boolean;
}

/** An entity is told at once when it changes, and again this long after at the earliest (issue 5: ≤ 10 a second). */
const intervalMs = 100;
const maxChanges = 1000;

/** Somebody waits until these entities were told. */
interface Settling {
  readonly keys: Set<string>;
  readonly resolve: () => void;
}

type Tables = { readonly [K in EntityKind]: Map<string, Entity<K>> };

export function createStateStore({ clock, strict }: StateStoreOptions): StateStore {
  const tables = emptyTables();
  const listeners = new Set<(delta: Delta) => void>();
  const waiting = new Map<string, HostChange>();
  const toldAtMs = new Map<string, number>();
  let sequence = 0;
  let timer: NodeJS.Timeout | undefined;
  let isQueued = false;
  const settling = new Set<Settling>();

  const isDue = (key: string, nowMs: number) => nowMs - (toldAtMs.get(key) ?? Number.NEGATIVE_INFINITY) >= intervalMs;

  const tell = () => {
    const nowMs = clock.monotonicMs();
    const due = [...waiting].filter(([key]) => isDue(key, nowMs));
    for (const [key, at] of toldAtMs) if (nowMs - at >= intervalMs) toldAtMs.delete(key);
    for (const [key] of due) {
      waiting.delete(key);
      toldAtMs.set(key, nowMs);
    }
    for (let start = 0; start < due.length; start += maxChanges) {
      sequence += 1;
      const changes = due.slice(start, start + maxChanges).map(([, change]) => change);
      for (const listener of listeners) listener({ sequence, changes });
    }
    for (const each of settling) {
      for (const [key] of due) each.keys.delete(key);
      if (each.keys.size === 0) settle(each);
    }
    if (waiting.size > 0) wait(nowMs);
  };

  const settle = (each: Settling) => {
    settling.delete(each);
    each.resolve();
  };

  /** All that waits is told on the same beat, so that many units make one message and not many. */
  const wait = (nowMs: number) => {
    timer ??= setTimeout(
      () => {
        timer = undefined;
        tell();
      },
      intervalMs - (nowMs % intervalMs),
    );
  };

  const note = (kind: EntityKind, id: string, value: unknown): boolean => {
    const change = hostChange.safeParse({ kind, id, ...(value !== undefined && { value }) });
    if (!change.success) {
      if (strict) throw change.error;
      return false;
    }
    const key = `${kind} ${id}`;
    waiting.set(key, change.data);
    const nowMs = clock.monotonicMs();
    if (!isDue(key, nowMs)) wait(nowMs);
    else if (!isQueued) {
      isQueued = true;
      queueMicrotask(() => {
        isQueued = false;
        tell();
      });
    }
    return true;
  };

  const store: StateStore = {
    get: (kind, id) => tables[kind].get(id),
    put(kind, id, value) {
      if (isSame(tables[kind].get(id), value)) return;
      if (note(kind, id, value)) tables[kind].set(id, value);
    },
    remove(kind, id) {
      if (tables[kind].delete(id)) note(kind, id, undefined);
    },
    replaceAll(kind, values) {
      for (const id of [...tables[kind].keys()]) if (!values.has(id)) store.remove(kind, id);
      for (const [id, value] of values) store.put(kind, id, value);
    },
    snapshot: () => ({ sequence, state: stateOf(tables) }),
    onDelta(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    settled() {
      if (waiting.size === 0) return Promise.resolve();
      const { promise, resolve } = Promise.withResolvers<void>();
      settling.add({ keys: new Set(waiting.keys()), resolve });
      return promise;
    },
    close() {
      for (const each of settling) settle(each);
      listeners.clear();
      waiting.clear();
      clearTimeout(timer);
    },
  };
  return store;
}

function emptyTables(): Tables {
  return {
    app: new Map(),
    settings: new Map(),
    profile: new Map(),
    ports: new Map(),
    units: new Map(),
    releases: new Map(),
    keys: new Map(),
    training: new Map(),
    batch: new Map(),
    stations: new Map(),
    nearby: new Map(),
    radio: new Map(),
    'access-point': new Map(),
  };
}

function stateOf(tables: Tables): HostState {
  return {
    app: Object.fromEntries(tables.app),
    settings: Object.fromEntries(tables.settings),
    profile: Object.fromEntries(tables.profile),
    ports: Object.fromEntries(tables.ports),
    units: Object.fromEntries(tables.units),
    releases: Object.fromEntries(tables.releases),
    keys: Object.fromEntries(tables.keys),
    training: Object.fromEntries(tables.training),
    batch: Object.fromEntries(tables.batch),
    stations: Object.fromEntries(tables.stations),
    nearby: Object.fromEntries(tables.nearby),
    radio: Object.fromEntries(tables.radio),
    'access-point': Object.fromEntries(tables['access-point']),
  };
}

function isSame(before: unknown, after: unknown): boolean {
  return before !== undefined && JSON.stringify(before) === JSON.stringify(after);
}
