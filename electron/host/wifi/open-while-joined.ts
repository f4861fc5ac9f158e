import type { OpenTarget } from '../channel/channel-access.ts';
import { openChannel } from '../channel/open-channel.ts';
import type { Radio } from '../channel/radio.ts';
import { parseChannelTarget } from '../channel/target.ts';
import type { RejoinNetwork } from './join-unit-network.ts';

/**
 * How targets are opened while this machine is in a unit's own network: SoftAP bound to the adapter that is in it, and from
 * the second connection on not before that network was looked for again, since the unit may have restarted. Without an
 * address as `openOver`.
 */
export function openWhileJoined(radio: Radio, localAddress?: string, rejoin?: RejoinNetwork): OpenTarget {
  let address = localAddress;
  let isFirst = true;
  return async (target, options) => {
    if (parseChannelTarget(target).channel === 'softap') {
      if (!isFirst && rejoin !== undefined) address = await rejoin(options.signal);
      isFirst = false;
    }
    const softAp = address === undefined ? radio.softAp : { ...radio.softAp, localAddress: address };
    return openChannel(target, { ...radio, softAp }, options);
  };
}
