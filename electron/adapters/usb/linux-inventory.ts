import { readdir, readFile, readlink } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { UsbDevice } from '../../core/interfaces/usb-inventory.ts';
import { deviceText } from './device-text.ts';

/** Where the kernel shows its USB tree (Documentation/ABI/stable/sysfs-bus-usb). */
const sysfsFolder = '/sys/bus/usb/devices';
const hubClass = '09';
const maxAttributeLength = 512;
const maxDevices = 1024;

/** The devices that the kernel lists, or none where it has no USB, as in a container. Rejects where listing fails. */
export async function readLinuxDevices(folder = sysfsFolder): Promise<readonly UsbDevice[]> {
  const names = await readdir(folder).catch(noneIfAbsent);
  const devices = names.filter((name) => /^\d+-[\d.]+$/.test(name)).slice(0, maxDevices);
  const read = await Promise.all(devices.map((name) => readDevice(folder, name, interfacesOf(name, names))));
  return read.filter((device) => device !== undefined);
}

function noneIfAbsent(error: unknown): string[] {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
  throw error;
}

/** `1-2:1.0` is the first interface of the device `1-2`. */
function interfacesOf(device: string, names: readonly string[]): string[] {
  return names.filter((name) => name.startsWith(`${device}:`)).sort();
}

async function readDevice(folder: string, name: string, interfaces: readonly string[]): Promise<UsbDevice | undefined> {
  const attribute = (file: string) => readAttribute(join(folder, name, file));
  const [vendor, product, deviceClass] = await Promise.all(['idVendor', 'idProduct', 'bDeviceClass'].map(attribute));
  const numbers = [vendor, product].map((text) => Number.parseInt(text ?? '', 16));
  const [vendorId = Number.NaN, productId = Number.NaN] = numbers;
  // A device that is pulled meanwhile has no attributes any more.
  if (deviceClass === hubClass || numbers.some(Number.isNaN)) return undefined;
  const parts = await Promise.all(interfaces.map((part) => readInterface(join(folder, part))));
  const driverName = parts.find(({ driver }) => driver !== undefined)?.driver;
  const portPath = parts.find(({ tty }) => tty !== undefined)?.tty;
  return {
    vendorId,
    productId,
    ...deviceText('product', await attribute('product')),
    ...deviceText('serialNumber', await attribute('serial')),
    driver: driverName === undefined ? 'none' : 'bound',
    ...(driverName !== undefined && { driverName }),
    ...(portPath !== undefined && { portPath }),
  };
}

async function readAttribute(file: string): Promise<string | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  return text?.slice(0, maxAttributeLength).trim();
}

/** `usb-serial` drivers put `ttyUSB0` below the interface, class drivers put `tty/ttyACM0` there. */
async function readInterface(folder: string): Promise<{ readonly driver?: string; readonly tty?: string }> {
  const driver = await readlink(join(folder, 'driver')).catch(() => undefined);
  const entries = [...(await list(folder)), ...(await list(join(folder, 'tty')))];
  const tty = entries.find((entry) => /^tty[A-Za-z]+\d+$/.test(entry));
  return { ...(driver && { driver: basename(driver) }), ...(tty && { tty: `/dev/${tty}` }) };
}

function list(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => []);
}
