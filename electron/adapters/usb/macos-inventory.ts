import { type Parsed, parsed } from '../../core/formats/parsed.ts';
import type { UsbDevice } from '../../core/interfaces/usb-inventory.ts';
import { deviceText } from './device-text.ts';
import { runTool } from './run-tool.ts';

const hubClass = 9;
const maxEntries = 20_000;

/** The devices of the I/O Registry. Rejects where `ioreg` fails. */
export async function readMacDevices(): Promise<readonly UsbDevice[]> {
  const answer = parseIoreg(await runTool('/usr/sbin/ioreg', ['-r', '-c', 'IOUSBHostDevice', '-l', '-w', '0']));
  if (!answer.ok) throw new Error(answer.problem.code);
  return answer.value;
}

/** An entry of the registry: `+-o CP2102@14100000 <class IOUSBHostDevice, …>` and the properties below it. */
interface Entry {
  readonly depth: number;
  readonly className: string;
  readonly properties: Map<string, string>;
}

/** Classes that say nothing of a driver: the device itself, its interfaces, and what Apple hangs on every device. */
const plainClass =
  /^(?:IOUSB(?:Host)?(?:Device|Interface)|AppleUSBHost\w*|AppleUSB\w*Composite\w*|IOUSBMassStorageResource)$/;

/**
 * Reads what `ioreg -r -c IOUSBHostDevice -l -w 0` prints. Subtrees are nested: a port belongs to the nearest device
 * above it, and a device that is listed twice, by itself and below its hub, counts once. What is no entry is passed over.
 */
export function parseIoreg(text: string): Parsed<readonly UsbDevice[]> {
  const devices = new Map<string, UsbDevice>();
  const entries = readEntries(text);
  for (const [index, entry] of entries.entries()) {
    if (entry.className !== 'IOUSBHostDevice') continue;
    const device = describeDevice(entry, ownEntries(entries, index));
    const place = `${entry.properties.get('locationID')} ${device?.vendorId} ${device?.productId}`;
    if (device !== undefined) devices.set(place, device);
  }
  return parsed([...devices.values()]);
}

function readEntries(text: string): Entry[] {
  const entries: Entry[] = [];
  for (const line of text.split('\n')) {
    const [, indent, className] = /^([ |]*)\+-o .{0,200}<class (\w+),/.exec(line) ?? [];
    if (indent !== undefined && className !== undefined) {
      if (entries.length === maxEntries) break;
      entries.push({ depth: indent.length, className, properties: new Map() });
      continue;
    }
    const [, key, value] = /^[ |]*"([\w ]{1,64})" = (.{1,1000})/.exec(line) ?? [];
    if (key !== undefined && value !== undefined) entries.at(-1)?.properties.set(key, value.trim());
  }
  return entries;
}

/** Entries below a device, without those of devices that hang on it in turn. */
function ownEntries(entries: readonly Entry[], at: number): Entry[] {
  const own: Entry[] = [];
  const depth = entries[at]?.depth ?? 0;
  let foreignDepth = Number.POSITIVE_INFINITY;
  for (const entry of entries.slice(at + 1)) {
    if (entry.depth <= depth) break;
    if (entry.depth <= foreignDepth) foreignDepth = Number.POSITIVE_INFINITY;
    if (entry.className === 'IOUSBHostDevice' && foreignDepth === Number.POSITIVE_INFINITY) foreignDepth = entry.depth;
    if (foreignDepth === Number.POSITIVE_INFINITY) own.push(entry);
  }
  return own;
}

function describeDevice({ properties }: Entry, below: readonly Entry[]): UsbDevice | undefined {
  const vendorId = Number(properties.get('idVendor'));
  const productId = Number(properties.get('idProduct'));
  if (!isUsbNumber(vendorId) || !isUsbNumber(productId)) return undefined;
  if (Number(properties.get('bDeviceClass')) === hubClass) return undefined;
  const portPath = below.map((entry) => quoted(entry.properties.get('IODialinDevice'))).find(Boolean);
  const driverName = below.find(({ className }) => !plainClass.test(className))?.className;
  return {
    vendorId,
    productId,
    ...deviceText('product', quoted(properties.get('USB Product Name'))),
    ...deviceText('serialNumber', quoted(properties.get('USB Serial Number'))),
    driver: driverName === undefined && portPath === undefined ? 'none' : 'bound',
    ...(driverName !== undefined && { driverName }),
    ...(portPath !== undefined && { portPath }),
  };
}

function isUsbNumber(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= 0xffff;
}

function quoted(value: string | undefined): string | undefined {
  return /^"(.*)"$/.exec(value ?? '')?.[1];
}
