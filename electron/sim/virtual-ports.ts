import { RecoveryError } from '../core/errors/recovery-error.ts';
import type { PortChange, PortInfo, PortWatcher } from '../core/interfaces/port-watcher.ts';
import type { SerialLink, Unsubscribe } from '../core/interfaces/serial-link.ts';
import { adapterIdentity, linkTo } from './in-process-link.ts';
import { Listeners } from './listeners.ts';
import type { VirtualUnit } from './virtual-unit.ts';

/** The ports of a simulated machine: units are plugged in, pulled, and come back, under another name as well. */
export class VirtualPorts implements PortWatcher {
  readonly #units = new Map<string, VirtualUnit>();
  readonly #changes = new Listeners<PortChange>();

  /** Plugs a unit into a port. Its plug is put in where it was pulled. */
  plug(path: string, unit: VirtualUnit): void {
    this.#units.set(path, unit);
    if (!unit.plugged) unit.plug();
    const forget = unit.onLost(() => {
      forget();
      this.#remove(path, unit);
    });
    this.#changes.call({ added: [portInfo(path, unit)], removed: [] });
  }

  /** Pulls the unit out of a port. */
  unplug(path: string): void {
    this.#units.get(path)?.unplug();
  }

  /** A link to the unit at a port. Throws RecoveryError `port.not-found`. */
  link(path: string): SerialLink {
    const unit = this.#units.get(path);
    if (unit === undefined) throw new RecoveryError('port.not-found', { path });
    return linkTo(unit, path);
  }

  async list(): Promise<readonly PortInfo[]> {
    return [...this.#units].map(([path, unit]) => portInfo(path, unit));
  }

  watch(listener: (change: PortChange) => void): Unsubscribe {
    listener({ added: [...this.#units].map(([path, unit]) => portInfo(path, unit)), removed: [] });
    return this.#changes.add(listener);
  }

  #remove(path: string, unit: VirtualUnit): void {
    if (this.#units.get(path) !== unit) return;
    this.#units.delete(path);
    this.#changes.call({ added: [], removed: [portInfo(path, unit)] });
  }
}

function portInfo(path: string, { wiring }: VirtualUnit): PortInfo {
  return { path, usb: adapterIdentity(wiring), simulated: true };
}
