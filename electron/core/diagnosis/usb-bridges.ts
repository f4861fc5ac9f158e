import type { DriverPageId } from './driver-pages.ts';

/** Systems by the names that Node gives them. */
export type System = 'win32' | 'darwin' | 'linux';

/** A chip that turns USB into the unit's UART, or the unit's own USB controller. */
export interface UsbBridge {
  readonly id: string;
  /** As it is printed on the chip: a proper name, the same in every language. */
  readonly name: string;
  readonly vendorId: number;
  readonly productIds: readonly number[];
  /** Where the maker keeps its driver; undefined where every system has one. */
  readonly driverPage?: DriverPageId;
  /** Systems that do not bring a driver of their own. */
  readonly needsDriver: readonly System[];
  /** The Linux kernel's module. */
  readonly linuxModule: string;
}

const silabs = 0x10c4;
const wch = 0x1a86;
const ftdi = 0x0403;
const prolific = 0x067b;
const espressif = 0x303a;
const windows = ['win32'] as const;

/**
 * Bridges found on ESP32 boards and adapters. Product numbers: the id tables of the kernel's drivers named here, and
 * Espressif's list (github.com/espressif/usb-pids). macOS 11 and later bring drivers for all of them; Windows brings the class driver
 * `usbser`, which serves what speaks CDC-ACM.
 */
export const usbBridges: readonly UsbBridge[] = [
  {
    id: 'cp210x',
    name: 'Silicon Labs CP210x',
    vendorId: silabs,
    productIds: [0xea60, 0xea61, 0xea63],
    driverPage: 'silabs-cp210x',
    needsDriver: windows,
    linuxModule: 'cp210x',
  },
  {
    id: 'cp2105',
    name: 'Silicon Labs CP2105 / CP2108',
    vendorId: silabs,
    productIds: [0xea70, 0xea71],
    driverPage: 'silabs-cp210x',
    needsDriver: windows,
    linuxModule: 'cp210x',
  },
  {
    id: 'ch340',
    name: 'WCH CH340',
    vendorId: wch,
    productIds: [0x7522, 0x7523],
    driverPage: 'wch-ch341',
    needsDriver: windows,
    linuxModule: 'ch341',
  },
  {
    id: 'ch341',
    name: 'WCH CH341',
    vendorId: wch,
    productIds: [0x5523],
    driverPage: 'wch-ch341',
    needsDriver: windows,
    linuxModule: 'ch341',
  },
  {
    id: 'ch343',
    name: 'WCH CH343',
    vendorId: wch,
    productIds: [0x55d3],
    driverPage: 'wch-ch343',
    needsDriver: [],
    linuxModule: 'cdc_acm',
  },
  {
    id: 'ch9102',
    name: 'WCH CH9102',
    vendorId: wch,
    productIds: [0x55d4],
    driverPage: 'wch-ch343',
    needsDriver: [],
    linuxModule: 'cdc_acm',
  },
  {
    id: 'ft232',
    name: 'FTDI FT232',
    vendorId: ftdi,
    productIds: [0x6001, 0x6014],
    driverPage: 'ftdi-vcp',
    needsDriver: windows,
    linuxModule: 'ftdi_sio',
  },
  {
    id: 'ft231',
    name: 'FTDI FT231',
    vendorId: ftdi,
    productIds: [0x6015],
    driverPage: 'ftdi-vcp',
    needsDriver: windows,
    linuxModule: 'ftdi_sio',
  },
  {
    id: 'ft2232',
    name: 'FTDI FT2232',
    vendorId: ftdi,
    productIds: [0x6010],
    driverPage: 'ftdi-vcp',
    needsDriver: windows,
    linuxModule: 'ftdi_sio',
  },
  {
    id: 'ft4232',
    name: 'FTDI FT4232',
    vendorId: ftdi,
    productIds: [0x6011],
    driverPage: 'ftdi-vcp',
    needsDriver: windows,
    linuxModule: 'ftdi_sio',
  },
  {
    id: 'pl2303',
    name: 'Prolific PL2303',
    vendorId: prolific,
    productIds: [0x2303, 0x23a3, 0x23b3, 0x23c3, 0x23d3, 0x23e3, 0x23f3],
    driverPage: 'prolific-pl2303',
    needsDriver: windows,
    linuxModule: 'pl2303',
  },
  {
    id: 'esp-usb-serial-jtag',
    name: 'Espressif USB-Serial/JTAG',
    vendorId: espressif,
    productIds: [0x1001],
    needsDriver: [],
    linuxModule: 'cdc_acm',
  },
  {
    id: 'esp-usb-bridge',
    name: 'Espressif ESP-USB-Bridge',
    vendorId: espressif,
    productIds: [0x1002],
    needsDriver: [],
    linuxModule: 'cdc_acm',
  },
  {
    id: 'esp-usb-otg',
    name: 'Espressif USB-OTG loader',
    vendorId: espressif,
    productIds: [0x0002, 0x0009, 0x0012],
    needsDriver: [],
    linuxModule: 'cdc_acm',
  },
];

/** The bridge of these numbers, or undefined for a device that this table does not know. */
export function findBridge(vendorId: number, productId: number): UsbBridge | undefined {
  return usbBridges.find((bridge) => bridge.vendorId === vendorId && bridge.productIds.includes(productId));
}
