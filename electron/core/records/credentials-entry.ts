/** How giving a unit a network went on. `network-asked` is written before the unit is asked, the others once it has ended. */
export const credentialsOutcomes = [
  'network-asked',
  'network-connected',
  'network-wrong-password',
  'network-not-found',
  'network-not-seen', // the unit took the credentials, and has not said how they did
  'failed', // an error ended it, see `errorCode`
] as const;

export type CredentialsOutcome = (typeof credentialsOutcomes)[number];

/**
 * Evidence that somebody gave a unit Wi-Fi credentials (DESIGN §5.2): who, where and how it ended. Neither the password nor
 * the name of the network is in it: both are the customer's, and the name alone tells where a unit stands.
 */
export interface CredentialsBody {
  readonly schema: 1;
  readonly kind: 'credentials';
  readonly id: string;
  readonly at: string;
  readonly station: string;
  readonly operator: string;
  readonly simulated: boolean;
  readonly channel: 'ble' | 'softap';
  /** How the unit was reached, e.g. `softap:http://192.168.4.1`. */
  readonly target: string;
  /** The unit's id written as a MAC, where its firmware tells it. */
  readonly mac?: string | undefined;
  /** Product or project by the unit's own word. */
  readonly product?: string | undefined;
  readonly outcome: CredentialsOutcome;
  /** Code of the error that ended it. */
  readonly errorCode?: string | undefined;
}
