/**
 * Pages of the makers from which their drivers come, by id: what a screen asks to open is an id, so no address that
 * a device or a package made up is ever opened.
 */
export const driverPages = {
  'silabs-cp210x': 'https://www.silabs.com/developer-tools/usb-to-uart-bridge-vcp-drivers',
  'wch-ch341': 'https://www.wch-ic.com/downloads/CH341SER_EXE.html',
  'wch-ch343': 'https://www.wch-ic.com/downloads/CH343SER_EXE.html',
  'ftdi-vcp': 'https://ftdichip.com/drivers/vcp-drivers/',
  'prolific-pl2303': 'https://www.prolific.com.tw/',
} as const;

export type DriverPageId = keyof typeof driverPages;
