import type { ConnectOptions } from '../../../core/interfaces/flash-loader.ts';
import type { UnitTarget } from '../../unit-session.ts';
import type { UnitSession } from '../unit-session.ts';

/** How the app connects: the reset circuit of the adapter, and the stub where it runs. */
export const usualConnect: ConnectOptions = { before: 'default', useStub: true };

/** How to reach a session's unit, and that it starts its application afterwards. */
export function targetOf({ target, wire }: UnitSession, signal: AbortSignal): UnitTarget {
  return { target, connect: usualConnect, after: 'reset', signal, onWire: wire.add };
}
