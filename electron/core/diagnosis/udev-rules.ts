import { type UsbBridge, usbBridges } from './usb-bridges.ts';

const intro = `# Serial ports of the USB bridges that ESP32 units have, for whoever sits at this machine (uaccess).
# The group stays what the system gives serial ports (dialout or uucp), with the right to read and write, for those who
# come over a network. ModemManager leaves these ports alone.
# Install: copy to /etc/udev/rules.d/, then: udevadm control --reload && udevadm trigger
`;

/**
 * The udev rules of a table of bridges. They must be read before `73-seat-late.rules`, which is what grants
 * `uaccess`, hence a file name that begins with 60.
 */
export function udevRules(bridges: readonly UsbBridge[] = usbBridges): string {
  return [intro, ...bridges.map(bridgeRules)].join('\n');
}

function bridgeRules({ name, vendorId, productIds }: UsbBridge): string {
  const rules = productIds.map(
    (productId) =>
      `SUBSYSTEM=="tty", SUBSYSTEMS=="usb", ATTRS{idVendor}=="${usbHex(vendorId)}", ATTRS{idProduct}=="${usbHex(productId)}", ` +
      'MODE="0660", TAG+="uaccess", ENV{ID_MM_PORT_IGNORE}="1"\n',
  );
  return `# ${name}\n${rules.join('')}`;
}

/** As USB numbers are written: four digits, lower case, nothing before them. */
export function usbHex(value: number): string {
  return value.toString(16).padStart(4, '0');
}
