import type { PortInfo, PortWatcher } from '../../core/interfaces/port-watcher.ts';

/** The ports that an operator named: those of this machine as they come and go, and units elsewhere, which are always there. */
export function namedPorts(names: readonly string[], system: PortWatcher): PortWatcher {
  const elsewhere = names.filter(isElsewhere).map((path): PortInfo => {
    return { path, usb: undefined, simulated: path.startsWith('sim:') };
  });
  const isNamed = ({ path }: PortInfo) => names.includes(path);
  return {
    list: async () => [...elsewhere, ...(await system.list()).filter(isNamed)],
    watch(listener) {
      if (elsewhere.length > 0) listener({ added: elsewhere, removed: [] });
      if (names.every(isElsewhere)) return () => {};
      return system.watch(({ added, removed }) => {
        listener({ added: added.filter(isNamed), removed: removed.filter(isNamed) });
      });
    },
  };
}

function isElsewhere(name: string): boolean {
  return name.includes('://') || name.startsWith('sim:');
}
