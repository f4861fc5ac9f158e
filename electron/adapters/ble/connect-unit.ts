import { RecoveryError } from '../../core/errors/recovery-error.ts';
import type { BleLink } from '../../core/interfaces/ble-central.ts';
import type { ConnectionParameters, Gatt, OpenedBindings } from './bindings.ts';
import { discoverServices } from './discover-services.ts';
import { type ConnectedUnit, disconnectUnit, NobleLink, UnitGone } from './noble-link.ts';
import { wantedMtu } from './repair-gatt.ts';
import { type BleTimings, within } from './timings.ts';
import { untilEvent } from './until-event.ts';

/**
 * Interval 15 to 30 ms, supervision 4 s. The libraries' own supervision of 420 ms is shorter than a unit's flash erase
 * (PROTOCOLS §6.4.5).
 */
const parameters: ConnectionParameters = { minInterval: 12, maxInterval: 24, latency: 0, timeout: 400, mtu: wantedMtu };

interface Connection {
  readonly opened: OpenedBindings;
  readonly id: string;
  readonly timings: BleTimings;
  readonly signal: AbortSignal | undefined;
  /** Every unit that is connected: ended when Bluetooth goes away. */
  readonly links: Set<ConnectedUnit>;
}

/** Connects to a unit that was heard, and discovers it. Whatever fails leaves no connection behind. */
export async function connectUnit({ opened, id, timings, signal, links }: Connection): Promise<BleLink> {
  const { bindings } = opened;
  const over = new AbortController();
  const unit: ConnectedUnit = { bindings, id, timings, over };
  let mtu: number | undefined;
  const onMtu = (of: unknown, value: unknown): void => {
    if (of === id) mtu = mtuOf(value);
  };
  const onGone = (of: unknown): void => {
    if (of === id) over.abort(new UnitGone());
  };
  const forget = (): void => {
    links.delete(unit);
    bindings.removeListener('onMtu', onMtu);
    bindings.removeListener('disconnect', onGone);
  };
  bindings.on('onMtu', onMtu);
  bindings.on('disconnect', onGone);
  links.add(unit);
  over.signal.addEventListener('abort', forget, { once: true });
  try {
    await establish(opened, id, timings, [signal, over.signal]);
    watchErrors(bindings._gatts?.[id], over);
    const discovered = await within(timings, 'discover', [signal, over.signal], (ends) =>
      discoverServices({ bindings, id, timings, signal: ends, readsDescriptions: opened.readsDescriptions }),
    );
    watchRefusals(bindings._gatts?.[id], over);
    return new NobleLink({ ...unit, mtu, discovered });
  } catch (error) {
    await disconnectUnit(unit);
    throw error;
  }
}

/** Asks for the connection, and takes the wish back where it is not fulfilled in time. */
async function establish(
  { bindings }: OpenedBindings,
  id: string,
  timings: BleTimings,
  ends: readonly (AbortSignal | undefined)[],
): Promise<void> {
  const isOwn = (unit: unknown): true | undefined => (unit === id ? true : undefined);
  try {
    await within(timings, 'connect', ends, (signal) =>
      untilEvent(
        bindings,
        'connect',
        (unit, error) => isOwn(unit) && connected(error),
        signal,
        () => bindings.connect(id, parameters),
      ),
    );
  } catch (error) {
    if (error instanceof RecoveryError && error.code === 'ble.link-lost') throw error;
    // The next connection waits until this wish is settled.
    await within(timings, 'disconnect', [], (signal) =>
      untilEvent(bindings, 'connect', isOwn, signal, () => bindings.cancelConnect?.(id)),
    ).catch(() => undefined);
    throw error;
  }
}

function connected(error: unknown): true {
  if (error !== undefined && error !== null) throw new RecoveryError('ble.link-lost', {}, { cause: error });
  return true;
}

/** A value without end, in discovery too, is no unit's. */
function watchErrors(gatt: Gatt | undefined, over: AbortController): void {
  gatt?.on('att-too-long', () => over.abort(new RecoveryError('ble.too-long', { limit: 512 })));
}

/** From here on an ATT error is a refusal; in discovery it is how a list ends. */
function watchRefusals(gatt: Gatt | undefined, over: AbortController): void {
  gatt?.on('att-error', (status: number) => over.abort(new RecoveryError('ble.refused', { status })));
}

function mtuOf(value: unknown): number | undefined {
  return typeof value === 'number' && value >= 23 && value <= wantedMtu ? value : undefined;
}
