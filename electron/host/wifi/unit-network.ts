import { RecoveryError } from '../../core/errors/recovery-error.ts';
import type { ProvisioningSession } from '../../core/provisioning/session.ts';
import { giveNetwork, type NetworkOutcome } from '../../core/provisioning/wifi/give-network.ts';
import { type NetworkFinding, networkFindingOf } from '../../core/provisioning/wifi/network-finding.ts';
import {
  type HeardNetwork,
  readStationStatus,
  type StationStatus,
  scanNetworks,
  type WifiCredentials,
} from '../../core/provisioning/wifi/wifi-client.ts';
import type { CredentialsOutcome } from '../../core/records/credentials-entry.ts';
import type { Workspace } from '../workspace.ts';
import { recordCredentials } from './record-credentials.ts';
import { type UnitIdentity, unitIdentity } from './unit-identity.ts';

/** The way to a unit over its standard provisioning endpoints: a new connection and session each time. */
export type OpenUnitSession = (signal: AbortSignal | undefined) => Promise<ProvisioningSession>;

export interface UnitNetworkStatus {
  readonly status: StationStatus;
  readonly finding: NetworkFinding;
}

/** How the unit fares with its network, in its own word. Throws `provisioning.*`. */
export function readUnitNetwork(open: OpenUnitSession, signal: AbortSignal): Promise<UnitNetworkStatus> {
  return withSession(open, signal, async (session) => {
    const status = await readStationStatus(session, signal);
    return { status, finding: networkFindingOf(status) };
  });
}

/** Networks that the unit hears, strongest first. Throws `provisioning.*`. */
export function scanUnitNetworks(open: OpenUnitSession, signal: AbortSignal): Promise<readonly HeardNetwork[]> {
  return withSession(open, signal, (session) => scanNetworks(session, signal));
}

export interface SetNetworkRequest {
  readonly open: OpenUnitSession;
  readonly credentials: WifiCredentials;
  readonly operator: string;
  /** How the unit is reached, for the record. */
  readonly target: string;
  readonly signal: AbortSignal;
}

/**
 * Gives the unit a network and waits for what it says of that. That it was asked for stands in the records before the unit is
 * asked, and how it ended after it; neither has a value of the credentials. Throws `provisioning.*`.
 */
export async function setUnitNetwork(request: SetNetworkRequest, workspace: Workspace): Promise<NetworkOutcome> {
  const { credentials, operator, target, signal } = request;
  const first = await request.open(signal);
  const { channel, simulated } = first.transport;
  let identity: UnitIdentity = {};
  const record = (outcome: CredentialsOutcome, errorCode?: string) =>
    recordCredentials({ operator, channel, target, simulated, ...identity, outcome, errorCode }, workspace);
  const open = once(first, request.open);
  try {
    identity = await unitIdentity(first, signal);
    await record('network-asked');
    const outcome = await giveNetwork(credentials, { open, clock: workspace.clock, signal });
    await record(outcomeOf(outcome));
    return outcome;
  } catch (error) {
    await first.close();
    const code = error instanceof RecoveryError ? error.code : 'engine.cancelled';
    await record('failed', code).catch(() => undefined);
    throw error;
  }
}

function outcomeOf(outcome: NetworkOutcome): CredentialsOutcome {
  if (outcome.state !== 'failed') return `network-${outcome.state}`;
  return outcome.reason === 'network-not-found' ? outcome.reason : `network-${outcome.reason}`;
}

/** The session that is open already, then new ones. */
function once(first: ProvisioningSession, open: OpenUnitSession): OpenUnitSession {
  let isUsed = false;
  return async (signal) => {
    if (isUsed) return open(signal);
    isUsed = true;
    return first;
  };
}

async function withSession<T>(
  open: OpenUnitSession,
  signal: AbortSignal,
  work: (session: ProvisioningSession) => Promise<T>,
): Promise<T> {
  const session = await open(signal);
  try {
    return await work(session);
  } finally {
    await session.close();
  }
}
