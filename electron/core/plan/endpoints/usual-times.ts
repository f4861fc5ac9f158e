import { type RankedChannel, rankChannels } from './rank-channels.ts';

/** What units and adapters usually agree on: Bluedroid with security 2 over BLE, and HTTP's bodies (PROTOCOLS §1.3, §1.4). */
const usualLinks = [
  { channel: 'usb' },
  { channel: 'softap', limits: { request: 4096, answer: 4096 } },
  { channel: 'ble', limits: { request: 481, answer: 481 }, mtu: 500 },
] as const;

/** How long an image of so many bytes usually takes over each channel, in the order in which they are preferred. */
export function usualTimes(imageLength: number): RankedChannel<(typeof usualLinks)[number]>[] {
  return rankChannels(usualLinks, imageLength);
}
