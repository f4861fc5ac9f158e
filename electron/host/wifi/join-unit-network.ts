import { parseSoftApUrl, usualSoftApUrl } from '../../adapters/softap/softap-address.ts';
import { softApTransport } from '../../adapters/softap/softap-transport.ts';
import { systemWifi } from '../../adapters/wifi/system-wifi.ts';
import { ssidText } from '../../adapters/wifi/wifi-machine.ts';
import { RecoveryError } from '../../core/errors/recovery-error.ts';
import type { UnitNetwork, WifiAdapter, WifiControl, WifiRestore } from '../../core/interfaces/wifi-control.ts';
import { readCapabilities } from '../../core/provisioning/open-session.ts';
import type { Workspace } from '../workspace.ts';
import { removeMarker, writeMarker } from './restore-marker.ts';
import { lockWifi, restoreLeft } from './restore-networks.ts';

export interface JoinRequest {
  readonly network: UnitNetwork;
  /** Where the unit is in its network. Default `http://192.168.4.1`. */
  readonly url?: string | undefined;
  /** Default: one that is in no network, so that this machine keeps the one it has; else any that is switched on. */
  readonly adapter?: string | undefined;
  readonly signal: AbortSignal;
  /** Going back failed: what the work came to stands nevertheless, and the next start tries again. */
  readonly onNotRestored: (error: unknown) => void;
  /** The unit went off the air and this machine did not get into its network again, for now. */
  readonly onNotRejoined?: ((error: unknown) => void) | undefined;
  /** Default: the tool of this system. */
  readonly control?: WifiControl | undefined;
}

/**
 * A unit that restarts takes its network away, and the system may go back to another one of itself. Where no unit answers any
 * more this joins again, and resolves with the local address then; where that fails, with the one from before. Rejects only
 * with the reason of an abort.
 */
export type RejoinNetwork = (signal?: AbortSignal) => Promise<string>;

const verifyAttempts = 3;
const verifyPauseMs = 1000;
const verifyTimeoutMs = 5000;

/**
 * Joins a unit's own network, makes sure that a unit answers in it, works, and goes back whatever came of that. `work` gets
 * the local address to bind connections to, and what to call before a connection to a unit that may have restarted. What going back needs is on disk before anything is touched, so that a crash in
 * between is made good by `restoreNetworks`. Throws `wifi.*`, each with a next step that needs none of this: join the
 * network by hand and go on.
 */
export async function withUnitNetwork<T>(
  request: JoinRequest,
  workspace: Workspace,
  work: (localAddress: string, rejoin: RejoinNetwork) => Promise<T>,
): Promise<T> {
  const { network, signal, control = systemWifi() } = request;
  const lock = await lockWifi(workspace);
  try {
    await restoreLeft(workspace, control);
    const adapter = chooseAdapter(await control.adapters(signal), request.adapter);
    const restore = await control.prepare(adapter, network.ssid, signal);
    await writeMarker(restore, workspace);
    try {
      const localAddress = await control.join(restore, network, signal);
      await findUnit(request, localAddress, workspace);
      return await work(localAddress, rejoiner(request, restore, control, localAddress));
    } finally {
      await goBack(restore, control, workspace).catch(request.onNotRestored);
    }
  } finally {
    await lock.release();
  }
}

function rejoiner(request: JoinRequest, restore: WifiRestore, control: WifiControl, first: string): RejoinNetwork {
  const { network, onNotRejoined } = request;
  let localAddress = first;
  return async (signal = request.signal) => {
    try {
      if (!(await answers(request, localAddress, signal))) localAddress = await control.join(restore, network, signal);
    } catch (error) {
      signal.throwIfAborted();
      onNotRejoined?.(error);
    }
    return localAddress;
  };
}

async function goBack(restore: WifiRestore, control: WifiControl, workspace: Workspace): Promise<void> {
  await control.leave(restore);
  await removeMarker(workspace);
}

function chooseAdapter(adapters: readonly WifiAdapter[], wanted: string | undefined): WifiAdapter {
  const candidates = wanted === undefined ? adapters : adapters.filter(({ name }) => name === wanted);
  if (candidates.length === 0) throw new RecoveryError('wifi.no-adapter');
  const chosen =
    candidates.find(({ state }) => state === 'free') ?? candidates.find(({ state }) => state === 'connected');
  if (chosen === undefined) throw new RecoveryError('wifi.off');
  return chosen;
}

async function findUnit(request: JoinRequest, localAddress: string, { clock }: Workspace): Promise<void> {
  const { network, signal } = request;
  for (let attempt = 1; ; attempt++) {
    const cause = await problemOfUnit(request, localAddress, signal);
    if (cause === undefined) return;
    const name = ssidText(network.ssid);
    if (attempt === verifyAttempts) throw new RecoveryError('wifi.not-a-unit', { network: name }, { cause });
    await clock.sleep(verifyPauseMs, signal);
  }
}

async function answers(request: JoinRequest, localAddress: string, signal: AbortSignal): Promise<boolean> {
  return (await problemOfUnit(request, localAddress, signal)) === undefined;
}

/** The route to the unit may go elsewhere, so the request is bound to the adapter's address (PROTOCOLS §7). */
async function problemOfUnit({ url = usualSoftApUrl }: JoinRequest, localAddress: string, signal: AbortSignal) {
  const transport = softApTransport(parseSoftApUrl(url), { localAddress, timeoutMs: verifyTimeoutMs });
  try {
    await readCapabilities(transport, signal);
    return undefined;
  } catch (error) {
    signal.throwIfAborted();
    return error;
  } finally {
    await transport.close();
  }
}
