import type { SerialLink } from '../../core/interfaces/serial-link.ts';

/** How long EN is held low, and how long USB-Serial/JTAG needs (FORMATS §10.6). */
const holdMs = 100;
const usbHoldMs = 200;

/** True for the chip's own USB-Serial/JTAG unit, which has another reset than a bridge with transistors. */
export function isUsbSerialJtag({ usb }: SerialLink): boolean {
  return usb?.vendorId === 0x303a && usb.productId === 0x1001;
}

/** Restarts the chip into its application: IO0 released first, or a press lands in download mode (ESPTOOL-JS §9). */
export async function resetIntoApplication(link: SerialLink): Promise<void> {
  const ms = isUsbSerialJtag(link) ? usbHoldMs : holdMs;
  await link.setModemLines({ dtr: false, rts: true });
  await new Promise((resolve) => setTimeout(resolve, ms));
  await link.setModemLines({ dtr: false, rts: false });
}
