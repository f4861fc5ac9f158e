import type { PortEntity } from '../../contract/state.ts';
import type { PortInfo, PortWatcher } from '../../core/interfaces/port-watcher.ts';
import type { StateStore } from './state-store.ts';

/** The ports that the screens show, as a batch watches them: what a person sees plugged in is what becomes a station. */
export function portEntityWatcher(state: Pick<StateStore, 'snapshot' | 'onDelta'>): PortWatcher {
  const list = () => Object.values(state.snapshot().state.ports).filter(hasPort).map(portInfo);
  return {
    list: async () => list(),
    watch(listener) {
      let before = new Map<string, PortInfo>();
      const look = () => {
        const now = new Map(list().map((port) => [port.path, port]));
        const added = [...now.values()].filter(({ path }) => !before.has(path));
        const removed = [...before.values()].filter(({ path }) => !now.has(path));
        before = now;
        if (added.length > 0 || removed.length > 0) listener({ added, removed });
      };
      before = new Map(list().map((port) => [port.path, port]));
      listener({ added: [...before.values()], removed: [] });
      return state.onDelta(({ changes }) => changes.some(({ kind }) => kind === 'ports') && look());
    },
  };
}

/** A device without a port is named by its diagnosis and a number (`portEntities`). */
function hasPort({ id, diagnosis }: PortEntity): boolean {
  return !id.startsWith(`${diagnosis.code}#`);
}

function portInfo({ id, simulated }: PortEntity): PortInfo {
  return { path: id, usb: undefined, simulated };
}
