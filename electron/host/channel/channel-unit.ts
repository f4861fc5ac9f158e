import { encodeHex } from '../../core/bytes/hex.ts';
import { readDeviceInfo } from '../../core/provisioning/recovery/info-client.ts';
import type { RecoveryReadOptions } from '../../core/provisioning/recovery/read-facts.ts';
import type { ProvisioningSession } from '../../core/provisioning/session.ts';
import type { Workspace } from '../workspace.ts';
import type { ChannelAccess, ChannelMeans } from './channel-access.ts';
import { meetUnit, overTargets, shakeHands } from './channel-opener.ts';
import { type ChannelReading, inferredReading, offersRecovery } from './read-channel-facts.ts';

/** A unit that was reached, has said who it is, and is locked. */
export interface ChannelUnit {
  readonly mac: string;
  /** The session that it was reached by, for whoever needs one first. */
  takeSession(): ProvisioningSession | undefined;
}

export interface ChannelUnitRequest {
  readonly access: ChannelAccess;
  readonly means: ChannelMeans;
  readonly reading: RecoveryReadOptions;
  readonly signal: AbortSignal;
}

/** What is done with a unit, by what its firmware offers. */
export interface ChannelWork<T> {
  recoverable(unit: ChannelUnit): Promise<T>;
  /** Nothing was read, and nothing is locked: nothing can be written either. */
  inferred(reading: ChannelReading): Promise<T>;
}

/** Reaches a unit and takes its lock, the same as over a cable (DESIGN §5.8). Throws `provisioning.*`, `ble.*`, `store.*`. */
export async function withChannelUnit<T>(
  { access, means, reading, signal }: ChannelUnitRequest,
  { store }: Workspace,
  work: ChannelWork<T>,
): Promise<T> {
  const found = await overTargets(access, signal, async (target) => {
    const meeting = await meetUnit(target, means, signal);
    if (!offersRecovery(meeting)) return { inferred: await inferredReading(meeting, reading) };
    const session = await shakeHands(meeting, access, means, signal);
    return { session, mac: await macOf(session, signal) };
  });
  if (found.inferred !== undefined) return work.inferred(found.inferred);
  const { session, mac } = found;
  let first: ProvisioningSession | undefined = session;
  try {
    const lock = await store.lock(mac);
    try {
      return await work.recoverable({
        mac,
        takeSession: () => {
          const taken = first;
          first = undefined;
          return taken;
        },
      });
    } finally {
      await lock.release();
    }
  } finally {
    await first?.close();
  }
}

/** The device id as a MAC is written: six bytes of one, as far as it is no id of the product's own. */
async function macOf(session: ProvisioningSession, signal: AbortSignal): Promise<string> {
  try {
    const { deviceId } = await readDeviceInfo(session, signal);
    return [...deviceId.subarray(0, 16)].map((byte) => encodeHex(Uint8Array.of(byte))).join(':');
  } catch (error) {
    await session.close();
    throw error;
  }
}
