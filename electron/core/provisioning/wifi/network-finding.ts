import { RecoveryError } from '../../errors/recovery-error.ts';
import { known, unknown } from '../../inspect/fact.ts';
import type { Fact, UnitFacts } from '../../inspect/facts.ts';
import type { ProvisioningSession } from '../session.ts';
import { readStationStatus, type StationStatus } from './wifi-client.ts';

/**
 * What a unit's own word on its network means for reaching it. A unit in setup mode that only says `disconnected` may have
 * credentials that it uses otherwise: that is `no-network-now`, and proves nothing.
 */
export const networkFindings = [
  'in-network',
  'joining-network',
  'no-network-now',
  'wrong-network-password', // that alone strands it, whatever a server shows
  'network-not-found', // likewise
] as const;

export type NetworkFinding = (typeof networkFindings)[number];

export function networkFindingOf(status: StationStatus): NetworkFinding {
  if (status.state === 'connected') return 'in-network';
  if (status.state !== 'failed') return status.state === 'connecting' ? 'joining-network' : 'no-network-now';
  return status.reason === 'wrong-password' ? 'wrong-network-password' : 'network-not-found';
}

/**
 * The facts with the unit's own word on its network. To be asked last: a unit without `prov-config` breaks the session
 * over it, and the fact is then not known. An abort rejects with its reason.
 */
export async function withNetworkFinding(
  facts: UnitFacts,
  session: ProvisioningSession,
  signal?: AbortSignal,
): Promise<UnitFacts> {
  try {
    const finding = networkFindingOf(await readStationStatus(session, signal));
    return withNetwork(facts, known(finding));
  } catch (error) {
    if (!(error instanceof RecoveryError)) throw error;
    return withNetwork(facts, unknown('not-supported'));
  }
}

export function withNetwork(facts: UnitFacts, network: Fact<NetworkFinding>): UnitFacts {
  return { ...facts, data: { ...facts.data, network } };
}

/** Whether that alone strands the unit, whatever a server shows. */
export function strands(finding: NetworkFinding): boolean {
  return finding === 'wrong-network-password' || finding === 'network-not-found';
}
