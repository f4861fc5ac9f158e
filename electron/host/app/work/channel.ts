import type { ChannelAccess, OpenTarget } from '../../channel/channel-access.ts';
import { loggedOpen } from '../../channel/logged-channel.ts';
import type { Desk } from '../desk.ts';
import { isRadioTarget } from '../radio/target-channel.ts';
import type { UnitSession } from '../unit-session.ts';

/** How a session's unit is reached without a cable: the way in use first, then the others that are known. */
export function accessOf({ target, targets, credentials }: UnitSession): ChannelAccess {
  const { pop, username, allowsDowngrade = false } = credentials;
  const others = targets.filter((other) => other !== target && isRadioTarget(other));
  return { targets: [target, ...others], credentials: { pop, username }, allowsDowngrade };
}

/** The way there, every exchange over which stands in the session's wire log. */
export function openerFor({ wire }: UnitSession, { radio, workspace }: Desk): OpenTarget {
  return loggedOpen(radio.open, workspace.clock, wire.add);
}
