import { encodeHex } from '../../core/bytes/hex.ts';
import { RecoveryError } from '../../core/errors/recovery-error.ts';
import { readDeviceInfo } from '../../core/provisioning/recovery/info-client.ts';
import { reported } from '../../core/provisioning/recovery/read-facts.ts';
import { saidOf } from '../../core/provisioning/said-of-itself.ts';
import type { ProvisioningSession } from '../../core/provisioning/session.ts';
import { offersRecovery } from '../channel/read-channel-facts.ts';

/** Who a unit says it is, as far as its firmware tells. */
export interface UnitIdentity {
  readonly mac?: string | undefined;
  readonly product?: string | undefined;
}

/** Asks over a session that is open. What fails by the unit or the link leaves it unknown; an abort rejects with its reason. */
export async function unitIdentity(session: ProvisioningSession, signal: AbortSignal): Promise<UnitIdentity> {
  const said = saidOf(session.capabilities)?.project;
  if (!offersRecovery(session)) return { product: said };
  try {
    const { deviceId, product, project } = await readDeviceInfo(session, signal);
    const bytes = [...deviceId.subarray(0, 16)].map((byte) => encodeHex(Uint8Array.of(byte)));
    return { mac: bytes.join(':'), product: reported(product) ?? reported(project) ?? said };
  } catch (error) {
    if (!(error instanceof RecoveryError)) throw error;
    return { product: said };
  }
}
