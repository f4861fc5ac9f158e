import { softApTransport } from '../../adapters/softap/softap-transport.ts';
import type { ProvisioningTransport } from '../../core/interfaces/provisioning-transport.ts';
import { gattTransport } from '../../core/provisioning/ble/gatt-transport.ts';
import type { ReleaseManifest } from '../../core/release/manifest.ts';
import type { OpenTarget } from './channel-access.ts';
import type { Radio } from './radio.ts';
import { parseChannelTarget } from './target.ts';

export interface OpenChannelOptions {
  /** Releases whose owners say by which services their units are known. */
  readonly releases?: readonly ReleaseManifest[] | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** How targets are opened over these radios. */
export function openOver(radio: Radio): OpenTarget {
  return (target, options) => openChannel(target, radio, options);
}

/**
 * A connection to the provisioning service of the unit that the target names. Throws `usage.bad-argument`, `ble.*` and
 * `provisioning.exchange-failed`; over SoftAP nothing is connected before the first exchange.
 */
export async function openChannel(
  target: string,
  { central, softAp }: Radio,
  { releases = [], signal }: OpenChannelOptions = {},
): Promise<ProvisioningTransport> {
  const parsed = parseChannelTarget(target);
  if (parsed.channel === 'softap') return softApTransport(parsed.address, softAp);
  const serviceUuids = releases.flatMap(({ provisioning }) => provisioning?.serviceUuids ?? []);
  const link = await central.connect(parsed.id, signal);
  return gattTransport(link, { simulated: central.simulated, serviceUuids, signal });
}
