import { softApTransport } from '../../adapters/softap/softap-transport.ts';
import { RecoveryError } from '../../core/errors/recovery-error.ts';
import type { ProvisioningTransport } from '../../core/interfaces/provisioning-transport.ts';
import type { OpenTarget } from './channel-access.ts';
import type { Radio } from './radio.ts';
import { parseChannelTarget } from './target.ts';

/** How targets are opened over these radios. */
export function openOver(radio: Radio): OpenTarget {
  return (target) => openChannel(target, radio);
}

/**
 * A connection to the provisioning service of the unit that the target names. Throws `usage.bad-argument` and `ble.*`; over
 * SoftAP nothing is connected before the first exchange.
 */
export async function openChannel(target: string, { softAp }: Radio): Promise<ProvisioningTransport> {
  const parsed = parseChannelTarget(target);
  if (parsed.channel === 'softap') return softApTransport(parsed.address, softAp);
  throw new RecoveryError('provisioning.not-offered', { what: 'BLE' });
}
