import { imageBytesPerSecond, type LinkModel } from '../../provisioning/link-speed.ts';
import { writeMs } from '../estimate.ts';

/** A way to a unit: the cable, or a link with what the unit takes in one chunk (0 or absent = not told). */
export type ChannelOffer = { readonly channel: 'usb' } | (LinkModel & { readonly maxData?: number | undefined });

/** An offer and the time that writing the image over it is expected to take. */
export interface RankedChannel<T extends ChannelOffer> {
  readonly offer: T;
  readonly seconds: number;
}

const order: readonly ChannelOffer['channel'][] = ['usb', 'softap', 'ble'];

/** The offers in the order in which they are taken: USB, SoftAP, BLE. */
export function rankChannels<T extends ChannelOffer>(offers: readonly T[], imageLength: number): RankedChannel<T>[] {
  return offers
    .map((offer) => ({ offer, seconds: Math.ceil(secondsOver(offer, imageLength)) }))
    .sort((a, b) => order.indexOf(a.offer.channel) - order.indexOf(b.offer.channel));
}

function secondsOver(offer: ChannelOffer, imageLength: number): number {
  if (offer.channel === 'usb') return writeMs(imageLength) / 1000;
  return imageLength / imageBytesPerSecond(offer, offer.maxData ?? 0);
}
