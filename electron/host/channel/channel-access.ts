import type { Random } from '../../core/interfaces/machine.ts';
import type { ProvisioningTransport } from '../../core/interfaces/provisioning-transport.ts';
import type { UnitCredentials } from '../../core/provisioning/open-session.ts';
import type { ReleaseManifest } from '../../core/release/manifest.ts';
import type { OpenChannelOptions } from './open-channel.ts';

/** How one unit is reached without a cable. */
export interface ChannelAccess {
  /** In order of preference: the next is taken where one does not answer, or dies on the way. */
  readonly targets: readonly [string, ...string[]];
  readonly credentials: UnitCredentials;
  /** A technician lets a unit pass that offers less security than its product has; recorded. */
  readonly allowsDowngrade: boolean;
}

/** Opens a connection to the unit that a target names: `openChannel` over the radios of this machine. */
export type OpenTarget = (target: string, options: OpenChannelOptions) => Promise<ProvisioningTransport>;

/** What reaching a unit needs besides. */
export interface ChannelMeans {
  readonly open: OpenTarget;
  readonly random: Random;
  /** Releases whose owners say what their units must offer. */
  readonly releases: readonly ReleaseManifest[];
}
