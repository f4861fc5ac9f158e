import type { StationStatus } from './wifi-client.ts';

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
