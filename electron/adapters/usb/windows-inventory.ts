import { join } from 'node:path';
import { z } from 'zod';
import { malformed, type Parsed, parsed } from '../../core/formats/parsed.ts';
import type { UsbDevice } from '../../core/interfaces/usb-inventory.ts';
import { deviceText } from './device-text.ts';
import { runTool } from './run-tool.ts';

const maxEntities = 10_000;

/** Of ports alone: it is a question for each device. Windows 8 and older cannot answer it, which leaves it empty. */
const version =
  `@{ Name = 'DriverVersion'; Expression = { if ($_.Name -match '\\(COM\\d+\\)$') { (Invoke-CimMethod -InputObject $_` +
  ` -MethodName GetDeviceProperties -Arguments @{ devicePropertyKeys = [string[]]@('DEVPKEY_Device_DriverVersion') }` +
  ' -ErrorAction SilentlyContinue).deviceProperties.Data } } }';

/**
 * FTDI's driver hangs its ports on a bus of its own. Only what is present is asked for, and the answer is in UTF-8, because
 * the console's code page would spoil names.
 */
const script = [
  '[Console]::OutputEncoding = [Text.Encoding]::UTF8',
  `Get-CimInstance Win32_PnPEntity -Filter "DeviceID LIKE 'USB%' OR DeviceID LIKE 'FTDIBUS%'"` +
    ` | Select-Object DeviceID, Name, Service, ConfigManagerErrorCode, ${version} | ConvertTo-Json -Compress`,
].join('; ');

/** The devices of Plug and Play. Rejects where PowerShell fails; it is named by its full path, so no other one runs. */
export async function readWindowsDevices(
  systemRoot = process.env.SystemRoot ?? 'C:\\Windows',
): Promise<readonly UsbDevice[]> {
  const program = join(systemRoot, 'System32', 'WindowsPowerShell', 'v1.0', 'powershell.exe');
  const answer = parsePnpEntities(await runTool(program, ['-NoProfile', '-NonInteractive', '-Command', script]));
  if (!answer.ok) throw new Error(answer.problem.code);
  return answer.value;
}

const entitySchema = z.object({
  DeviceID: z.string().max(512),
  Name: z.string().max(4096).nullish(),
  Service: z.string().max(512).nullish(),
  ConfigManagerErrorCode: z.number().int().nullish(),
  // Whatever it is, it must not hide the device.
  DriverVersion: z.string().max(64).nullish().catch(undefined),
});
/** PowerShell writes a single object without its list, and nothing at all for none. */
const answerSchema = z.union([z.array(entitySchema).max(maxEntities), entitySchema.transform((entity) => [entity])]);

/** A node of the device tree: a device, or one interface of a device that has several. */
interface Node {
  readonly vendorId: number;
  readonly productId: number;
  readonly isInterface: boolean;
  /** What follows the numbers: a serial number, or where it is plugged in. */
  readonly instance: string;
  readonly isFtdiPort: boolean;
  readonly name: string;
  readonly service: string;
  readonly problem: number;
  readonly driverVersion: string;
}

const usbNode = /^USB\\VID_([0-9A-F]{4})&PID_([0-9A-F]{4})(&MI_\d\d)?\\(.+)$/i;
const ftdiNode = /^FTDIBUS\\VID_([0-9A-F]{4})\+PID_([0-9A-F]{4})\+(.+)\\\d+$/i;
const hubService = /^(?:usbhub3?|iusb3hub|usbhub2)$/i;

/**
 * Reads the JSON list of `Win32_PnPEntity`. One device may be several entries: itself, its interfaces, the ports of
 * FTDI's bus; they are put together, and a port anywhere among them is the device's. Errors: `pnp.not-json`,
 * `pnp.schema`.
 */
export function parsePnpEntities(text: string): Parsed<readonly UsbDevice[]> {
  const trimmed = text.replace(/^\ufeff/, '').trim();
  if (trimmed === '') return parsed([]);
  let json: unknown;
  try {
    json = JSON.parse(trimmed);
  } catch {
    return malformed('pnp.not-json', 0);
  }
  const answer = answerSchema.safeParse(json);
  if (!answer.success) return malformed('pnp.schema', 0);
  const nodes = answer.data.map(readNode).filter((node) => node !== undefined);
  const devices = nodes.filter(({ isInterface, isFtdiPort }) => !isInterface && !isFtdiPort);
  return parsed(devices.map((device) => describeDevice(device, partsOf(device, nodes, devices))));
}

function readNode(entity: z.infer<typeof entitySchema>): Node | undefined {
  const usb = usbNode.exec(entity.DeviceID);
  const ftdi = ftdiNode.exec(entity.DeviceID);
  const [, vendor, product] = usb ?? ftdi ?? [];
  const service = entity.Service ?? '';
  if (vendor === undefined || product === undefined || hubService.test(service)) return undefined;
  return {
    vendorId: Number.parseInt(vendor, 16),
    productId: Number.parseInt(product, 16),
    isInterface: usb?.[3] !== undefined,
    instance: usb?.[4] ?? ftdi?.[3] ?? '',
    isFtdiPort: ftdi !== null,
    name: entity.Name ?? '',
    service,
    problem: entity.ConfigManagerErrorCode ?? 0,
    driverVersion: entity.DriverVersion ?? '',
  };
}

/**
 * The other entries of a device. FTDI's begin with its serial number; an interface names only where its device sits, so among
 * several equal devices each takes the interfaces of one place, in the order in which both are listed.
 */
function partsOf(device: Node, nodes: readonly Node[], devices: readonly Node[]): Node[] {
  const equal = (other: Node) => other.vendorId === device.vendorId && other.productId === device.productId;
  const ftdi = nodes.filter((node) => node.isFtdiPort && equal(node) && node.instance.startsWith(device.instance));
  const interfaces = nodes.filter((node) => node.isInterface && equal(node));
  const places = [...new Set(interfaces.map(placeOf))];
  const place = places[devices.filter(equal).indexOf(device)];
  return [...ftdi, ...interfaces.filter((node) => placeOf(node) === place)];
}

/** `6&2A5B1C3D&0&0000`: all but the last number is the same for the interfaces of a device. */
function placeOf({ instance }: Node): string {
  return instance.slice(0, Math.max(0, instance.lastIndexOf('&')));
}

function describeDevice(device: Node, parts: readonly Node[]): UsbDevice {
  const nodes = [...parts, device];
  const withPort = nodes.find(({ name }) => portName(name) !== undefined);
  const portPath = withPort && portName(withPort.name);
  // A device that has a port works, whatever its other interfaces lack.
  const problem = portPath === undefined ? nodes.map((node) => node.problem).find((code) => code !== 0) : undefined;
  const driverName = (withPort ?? device).service;
  return {
    vendorId: device.vendorId,
    productId: device.productId,
    ...deviceText('product', (withPort ?? device).name.replace(/ \(COM\d+\)$/, '')),
    ...deviceText('serialNumber', device.instance.includes('&') ? undefined : device.instance),
    driver: driverName === '' || problem !== undefined ? 'none' : 'bound',
    ...deviceText('driverName', driverName),
    ...deviceText('driverVersion', withPort?.driverVersion),
    ...(problem !== undefined && { problemCode: problem }),
    ...(portPath !== undefined && { portPath }),
  };
}

function portName(name: string): string | undefined {
  return /\((COM\d{1,5})\)$/.exec(name)?.[1];
}
