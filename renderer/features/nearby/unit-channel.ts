import type { NearbyEntity, UnitEntity } from '../../../electron/contract/state.ts';

/** Where a unit that opens its own Wi-Fi is, as ESP-IDF sets it up (PROTOCOLS §1.4). */
export const usualSoftApTarget = 'softap:http://192.168.4.1';

export function isWireless({ channel }: Pick<UnitEntity, 'channel'>): boolean {
  return channel === 'ble' || channel === 'softap';
}

/** What its label is asked for: the unit said so, or refused what was given. */
export type CodeQuestion = 'needed' | 'refused';

export function codeQuestion({ error, hasCredentials }: UnitEntity): CodeQuestion | undefined {
  if (error?.code === 'provisioning.credentials-needed') return 'needed';
  if (error?.code !== 'provisioning.credentials-refused') return undefined;
  // Old firmware does not say that it has a code: it refuses to go without.
  return hasCredentials === true ? 'refused' : 'needed';
}

/** A user name belongs to the code of this unit. */
export function asksForUserName({ error }: UnitEntity): boolean {
  return error?.code === 'provisioning.credentials-needed' && error.params.kind === 'user-name';
}

/** So long over Bluetooth that it is worth the trouble to join the unit's Wi-Fi. */
const slowSeconds = 600;

/** Seconds that a transfer over Bluetooth takes still, where that is long. */
export function slowTransfer({ channel, phase, progress }: UnitEntity): number | undefined {
  if (channel !== 'ble' || phase !== 'working' || progress?.step.kind !== 'transfer') return undefined;
  const { secondsLeft = 0 } = progress;
  return secondsLeft > slowSeconds ? secondsLeft : undefined;
}

/** A transfer was cut off over Bluetooth and waits to be gone on with. */
export function isCutOff({ channel, phase, canResume }: UnitEntity): boolean {
  return channel === 'ble' && phase === 'failed' && canResume;
}

/** Where the Wi-Fi of this name leads to: a unit that was found there, else the usual address. */
export function softApTargetOf(nearby: Readonly<Record<string, NearbyEntity>>, name: string | undefined): string {
  const found = Object.values(nearby).filter(({ channel }) => channel === 'softap');
  return (found.find((network) => network.name === name) ?? found[0])?.id ?? usualSoftApTarget;
}
