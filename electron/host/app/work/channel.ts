import type { ChannelAccess } from '../../channel/channel-access.ts';
import { isRadioTarget } from '../radio/target-channel.ts';
import type { UnitSession } from '../unit-session.ts';

/** How a session's unit is reached without a cable: the way in use first, then the others that are known. */
export function accessOf({ target, targets, credentials }: UnitSession): ChannelAccess {
  const { pop, username, allowsDowngrade = false } = credentials;
  const others = targets.filter((other) => other !== target && isRadioTarget(other));
  return { targets: [target, ...others], credentials: { pop, username }, allowsDowngrade };
}
