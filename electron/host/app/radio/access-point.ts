import type { AccessPointEntity } from '../../../contract/state.ts';
import { errorEnvelope } from '../error-envelope.ts';
import { harmlessText } from '../harmless-text.ts';
import type { StateStore } from '../state-store.ts';

/** A network as a person names it. */
export interface NamedNetwork {
  readonly ssid: string;
  readonly password?: string | undefined;
}

/**
 * Joins, calls `inside` with the local address to bind connections to, and goes back when that has ended or the signal
 * aborts. `onNotRestored` hears what keeps this machine from going back.
 */
export type JoinNetwork = (
  network: NamedNetwork,
  signal: AbortSignal,
  onNotRestored: (error: unknown) => void,
  inside: (localAddress: string | undefined) => Promise<void>,
) => Promise<void>;

/** The network of a unit, while this machine is in it for a person. */
export interface AccessPoint {
  /** What connections to a unit are bound to; undefined while this machine is in no unit's network. */
  readonly localAddress: string | undefined;
  /** Resolves when this machine is in it. Throws `wifi.*`. */
  join(network: NamedNetwork): Promise<void>;
  /** Goes back; resolves when that has ended, however. */
  leave(): Promise<void>;
  close(): Promise<void>;
}

interface Stay {
  readonly controller: AbortController;
  readonly left: PromiseWithResolvers<void>;
  readonly ended: Promise<void>;
}

export function createAccessPoint(state: StateStore, joinNetwork: JoinNetwork): AccessPoint {
  let localAddress: string | undefined;
  let stay: Stay | undefined;
  const tell = (entity: AccessPointEntity) => state.put('access-point', '', entity);
  const leave = async () => {
    if (stay === undefined) return;
    tell({ state: 'leaving' });
    stay.left.resolve();
    stay.controller.abort();
    await stay.ended;
  };
  return {
    get localAddress() {
      return localAddress;
    },
    async join(network) {
      await leave();
      const ssid = harmlessText(network.ssid, 100);
      const controller = new AbortController();
      const left = Promise.withResolvers<void>();
      const joined = Promise.withResolvers<void>();
      let problem: unknown;
      tell({ state: 'joining', ssid });
      const inside = async (address: string | undefined) => {
        localAddress = address;
        tell({ state: 'joined', ssid });
        joined.resolve();
        await left.promise;
      };
      const note = (error: unknown) => {
        problem = error;
      };
      const ended = joinNetwork(network, controller.signal, note, inside)
        .catch(joined.reject)
        .finally(() => {
          localAddress = undefined;
          stay = undefined;
          tell({ state: 'none', ...(problem !== undefined && { error: errorEnvelope(problem) }) });
        });
      stay = { controller, left, ended };
      await joined.promise;
    },
    leave,
    async close() {
      await leave();
      state.replaceAll('access-point', new Map());
    },
  };
}
