import { RecoveryError } from '../../errors/recovery-error.ts';
import type { Clock } from '../../interfaces/machine.ts';
import type { ProvisioningSession } from '../session.ts';
import {
  readStationStatus,
  resetStation,
  type StationStatus,
  setWifiCredentials,
  type WifiCredentials,
} from './wifi-client.ts';

/** How an attempt to get a unit into a network ended. `not-seen`: it took the credentials, and has not said how they did. */
export type NetworkOutcome =
  | Extract<StationStatus, { readonly state: 'connected' | 'failed' }>
  | { readonly state: 'not-seen' };

export interface GiveNetworkContext {
  /** A new connection and session: the unit drops the one there is when it changes channels (PROTOCOLS §1.4). */
  readonly open: (signal: AbortSignal | undefined) => Promise<ProvisioningSession>;
  readonly clock: Pick<Clock, 'monotonicMs' | 'sleep'>;
  readonly signal?: AbortSignal | undefined;
}

/** An ESP32 tries several times and asks for an address: half a minute is usual, and its access point is away meanwhile. */
const patienceMs = 60_000;
const pauseMs = 1000;

/**
 * Gives the unit a network, lets it try, and waits for what it says of that. Works with every firmware that has the
 * standard provisioning endpoints. Throws `provisioning.*` up to the moment at which the unit has taken the credentials.
 */
export async function giveNetwork(credentials: WifiCredentials, context: GiveNetworkContext): Promise<NetworkOutcome> {
  const { clock, signal } = context;
  let session: ProvisioningSession | undefined = await readySession(context);
  try {
    await setWifiCredentials(session, credentials, signal);
    const end = clock.monotonicMs() + patienceMs;
    while (clock.monotonicMs() < end) {
      session = session?.isLost === false ? session : await reopened(context);
      const status: StationStatus | undefined = session && (await statusOf(session, signal));
      if (status?.state === 'connected' || status?.state === 'failed') return status;
      await clock.sleep(pauseMs, signal);
    }
    return { state: 'not-seen' };
  } finally {
    await session?.close();
  }
}

/** After an attempt that failed, firmware with `prov-ctrl` takes new credentials only once it was reset; older has no such endpoint. */
async function readySession(context: GiveNetworkContext): Promise<ProvisioningSession> {
  const { open, signal } = context;
  const session = await open(signal);
  try {
    const { state } = await readStationStatus(session, signal);
    if (state !== 'failed') return session;
    await resetStation(session, signal).catch(onlyProvisioning);
    if (!session.isLost) return session;
  } catch (error) {
    await session.close();
    throw error;
  }
  await session.close();
  return open(signal);
}

async function reopened({ open, signal }: GiveNetworkContext): Promise<ProvisioningSession | undefined> {
  return open(signal).catch(onlyProvisioning);
}

async function statusOf(session: ProvisioningSession, signal: AbortSignal | undefined) {
  return readStationStatus(session, signal).catch(onlyProvisioning);
}

/** A unit that does not answer for a while is expected here; anything else is not. */
function onlyProvisioning(error: unknown): undefined {
  if (error instanceof RecoveryError && error.code.startsWith('provisioning.')) return undefined;
  throw error;
}
