import { createContext, type ReactNode, useContext, useEffect, useState, useSyncExternalStore } from 'react';
import type { CommandName, Params, Result } from '../../electron/contract/commands.ts';
import type { ErrorEnvelope } from '../../electron/contract/envelope.ts';
import type { Entity, EntityKind, HostState } from '../../electron/contract/state.ts';
import type { OpenedFile } from '../../electron/contract/vendor-file.ts';
import type { Bridge } from './bridge.ts';
import type { Connection, HostClient } from './host-client.ts';
import { envelopeOf } from './host-error.ts';

interface HostAccess {
  readonly host: HostClient;
  readonly bridge: Bridge;
}

const HostContext = createContext<HostAccess | undefined>(undefined);

export function HostProvider({ host, bridge, children }: HostAccess & { readonly children: ReactNode }) {
  return <HostContext value={{ host, bridge }}>{children}</HostContext>;
}

function useAccess(): HostAccess {
  const access = useContext(HostContext);
  if (access === undefined) throw new Error('No HostProvider above this component');
  return access;
}

/** Commands of the device host. */
export function useHost(): HostClient {
  return useAccess().host;
}

/** What the window's owner answers. */
export function useControl(): Bridge['control'] {
  return useAccess().bridge.control;
}

/** Calls the listener with every file that the system opens with the app. `listener` has to stay the same function. */
export function useOpenedFiles(listener: (file: OpenedFile) => void): void {
  const { bridge } = useAccess();
  useEffect(() => bridge.onFile?.(listener), [bridge, listener]);
}

/** All entities of a kind, by id. */
export function useEntities<K extends EntityKind>(kind: K): Readonly<Record<string, Entity<K>>> {
  const { host } = useAccess();
  const select = () => host.view().state[kind] as unknown as Readonly<Record<string, Entity<K>>>;
  return useSyncExternalStore(host.subscribe, select);
}

/** One entity; kinds with only one have the id `''`. */
export function useEntity<K extends EntityKind>(kind: K, id = ''): Entity<K> | undefined {
  const entities = useEntities(kind);
  return Object.hasOwn(entities, id) ? entities[id] : undefined;
}

/**
 * What a component takes from the host's state: drawn again only where that is another value, so that many small parts
 * of a busy screen cost little. The selected value must be an entity or a plain value, never something made anew.
 */
export function useHostValue<T>(select: (state: HostState) => T): T {
  const { host } = useAccess();
  return useSyncExternalStore(host.subscribe, () => select(host.view().state));
}

export function useConnection(): Connection {
  const { host } = useAccess();
  return useSyncExternalStore(host.subscribe, () => host.view().connection);
}

export type Loaded<T> =
  | { readonly status: 'loading'; readonly value: T | undefined }
  | { readonly status: 'loaded'; readonly value: T }
  | { readonly status: 'failed'; readonly error: ErrorEnvelope; readonly value: undefined };

/**
 * A document of the host, asked for again when `revision` or the parameters change; meanwhile the old one stays.
 * Null parameters ask nothing.
 */
export function useDocument<N extends CommandName>(
  command: N,
  params: Params<N> | null,
  revision: number | undefined = 0,
): Loaded<Result<N>> {
  const { host } = useAccess();
  const [loaded, setLoaded] = useState<Loaded<Result<N>>>({ status: 'loading', value: undefined });
  const key = JSON.stringify(params);
  // `key` stands for the parameters, `revision` for the document.
  useEffect(() => {
    if (params === null) return;
    const abort = new AbortController();
    host.ask(command, params, abort.signal).then(
      (value) => abort.signal.aborted || setLoaded({ status: 'loaded', value }),
      (error) => abort.signal.aborted || setLoaded({ status: 'failed', error: envelopeOf(error), value: undefined }),
    );
    return () => abort.abort();
  }, [host, command, key, revision]);
  return loaded;
}

/** Something that a person started: whether it is under way, and what came of it. */
export interface Action<A extends readonly unknown[]> {
  readonly run: (...args: A) => Promise<void>;
  readonly isRunning: boolean;
  readonly error: ErrorEnvelope | undefined;
}

/** Runs at most one at a time; an error is kept until the next run. */
export function useAction<A extends readonly unknown[]>(work: (...args: A) => Promise<unknown>): Action<A> {
  const [state, setState] = useState<{ isRunning: boolean; error: ErrorEnvelope | undefined }>({
    isRunning: false,
    error: undefined,
  });
  const run = async (...args: A) => {
    if (state.isRunning) return;
    setState({ isRunning: true, error: undefined });
    try {
      await work(...args);
      setState({ isRunning: false, error: undefined });
    } catch (error) {
      setState({ isRunning: false, error: envelopeOf(error) });
    }
  };
  return { run, ...state };
}
