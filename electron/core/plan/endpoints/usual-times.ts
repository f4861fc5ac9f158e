import { imageBytesPerSecond, type LinkModel } from '../../provisioning/link-speed.ts';
import { writeMs } from '../estimate.ts';

/** What units and computers usually agree on: HTTP's bodies; Bluedroid with security 2 over BLE (PROTOCOLS §1.3, §1.4). */
const usualLinks = {
  softap: { channel: 'softap', limits: { request: 4096, answer: 4096 } },
  ble: { channel: 'ble', limits: { request: 481, answer: 481 }, mtu: 500 },
} as const satisfies Record<string, LinkModel>;

/** Seconds that an image of so many bytes usually takes over each way to a unit. */
export function usualTimes(imageLength: number): {
  readonly usb: number;
  readonly softap: number;
  readonly ble: number;
} {
  const over = (link: LinkModel) => Math.ceil(imageLength / imageBytesPerSecond(link, 0));
  return {
    usb: Math.ceil(writeMs(imageLength) / 1000),
    softap: over(usualLinks.softap),
    ble: over(usualLinks.ble),
  };
}
